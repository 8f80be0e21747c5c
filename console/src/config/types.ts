import type { components } from '../api/schema';

export type Config = components['schemas']['Config'];
export type ConfigField = components['schemas']['ConfigField'];
export type Choice = components['schemas']['Label'];
export type RuleColumn = components['schemas']['RuleColumn'];

/** A field's value as the server takes it. */
export type Value = unknown;

/** What was changed and not saved yet, by field id. */
export type Changes = Record<string, Value>;

export interface RuleSides {
  operator: RuleColumn;
  rhs: RuleColumn;
}

export interface PreviewRow {
  source: string;
  destination: string;
  found: boolean;
  value?: unknown;
  message?: string | null;
}

export interface Preview {
  payload_source?: string;
  fields: PreviewRow[];
  problems: { message: string }[];
}

/** What fields ask the server for while they are filled in; console and portal ask with different credentials. */
export interface Lookups {
  /** Operators and right sides of a rule, for a left side. */
  ruleSides: (field: ConfigField, lhs: unknown) => Promise<RuleSides>;
  /** What a mapping makes of an event. */
  preview: (field: ConfigField, event: string, mapping: Record<string, unknown>) => Promise<Preview>;
}
