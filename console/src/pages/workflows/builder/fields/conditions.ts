export interface Comparison {
  variable?: string;
  left?: string;
  operator?: string;
  value?: unknown;
  right?: unknown;
}
export type ConditionGroup = { and: Condition[] } | { or: Condition[] };
export type Condition = ConditionGroup | Comparison;

/** As the server knows them; their words are in the bundle `workflows` under `operators`. */
export const OPERATORS = [
  'eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'contains', 'not_contains', 'starts_with', 'ends_with', 'like', 'included_in', 'not_included_in',
  'exist', 'not_exist', 'is_null', 'not_null',
];

/** Compares with nothing. */
export function isUnary(operator: string): boolean {
  return ['exist', 'not_exist', 'is_null', 'not_null'].includes(operator);
}

export function isGroup(condition: Condition): condition is ConditionGroup {
  return 'and' in condition || 'or' in condition;
}

export function membersOf(group: ConditionGroup): Condition[] {
  const members = 'or' in group ? group.or : group.and;
  return Array.isArray(members) ? members : [];
}

export function withMembers(word: 'and' | 'or', members: Condition[]): ConditionGroup {
  return word === 'or' ? { or: members } : { and: members };
}

/** Every way in which a condition may be written, as a group. */
export function groupOf(value: unknown): ConditionGroup {
  if (Array.isArray(value)) return { and: value as Condition[] };
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return { and: [] };
  const condition = value as Condition;
  return isGroup(condition) ? condition : { and: [condition] };
}
