import type { components } from '../api/schema';

export type Config = components['schemas']['Config'];
export type ConfigField = components['schemas']['ConfigField'];
export type ConfigWorkflow = Config['workflows'][number];
export type Choice = ConfigField['options'][number];
export type RuleColumn = components['schemas']['RuleColumn'];

/** What changes of a config: values by field id (null takes one away), and of each workflow its switch and its own values. */
export interface ConfigChange {
  fields?: Record<string, unknown>;
  workflows?: { id: string; enabled?: boolean; fields?: Record<string, unknown> }[];
}

/** What becomes of each pair, and what speaks against the mapping as a whole. */
export interface MappingPreview {
  payload_source: string;
  fields: { source: string; destination: string; found: boolean; value?: unknown; message?: string | null }[];
  problems: { message: string }[];
}

/** How a form reaches the server: the console has a cookie and names the account, the portal has the account's token. */
export interface ConfigCalls {
  /** Stores the change and answers the config as it is by then. @throws ApiFailure */
  save: (change: ConfigChange) => Promise<Config>;
  /** The columns of a rule for one left side; left out: those of the field stand for every row. */
  ruleColumns?: (field: ConfigField, lhs: unknown) => Promise<{ operator: RuleColumn; rhs: RuleColumn }>;
  /** What a mapping makes of the last event of a name; left out: no preview is offered. */
  preview?: (field: ConfigField, event: string, mapping: unknown) => Promise<MappingPreview>;
}

/** The input for one field. */
export interface FieldProps {
  field: ConfigField;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: string;
  /** Why nothing can be chosen yet. */
  notYet?: string;
  disabled?: boolean;
  calls?: ConfigCalls;
}
