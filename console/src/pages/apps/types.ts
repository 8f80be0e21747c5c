import type { components } from '../../api/schema';

export type App = components['schemas']['Application'];
export type AppSettings = components['schemas']['ApplicationSettings'];
export type Action = components['schemas']['ActionWithFields'];
export type ActionField = components['schemas']['InputField'];
export type FieldDefinition = components['schemas']['ConfigFieldDefinition'];
export type FieldInput = components['schemas']['ConfigFieldInput'];
export type CheckedDefinition = components['schemas']['CheckedDefinition'];
export type OpenApiOperations = components['schemas']['OpenApiOperations'];
export type ImportReport = components['schemas']['ImportedApplication']['report'];
