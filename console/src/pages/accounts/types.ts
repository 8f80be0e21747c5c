import type { components } from '../../api/schema';

export type LinkedAccount = components['schemas']['LinkedAccount'];
export type AccountConnection = LinkedAccount['integrations'][number];
export type ReachingWorkflow = components['schemas']['ReachingWorkflow'];
export type ImportResult = components['schemas']['LinkedAccountImport'];
