/** The value of a rule_engine field: groups of rows, `{and: [...]}` or `{or: [...]}`. */
export interface Row {
  lhs: unknown;
  operator: string;
  rhs?: unknown;
}

export interface Group {
  word: 'and' | 'or';
  members: (Row | Group)[];
}

export function isGroup(member: Row | Group): member is Group {
  return 'word' in member;
}

/** Operators that ask nothing of the right side. */
export const UNARY = ['exist', 'not_exist', 'is_null', 'not_null'];

export function readRules(value: unknown): Group {
  const read = group(value);
  return read ?? { word: 'and', members: [] };
}

function group(value: unknown): Group | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const said = value as Record<string, unknown>;
  const word = Array.isArray(said['and']) ? 'and' : Array.isArray(said['or']) ? 'or' : undefined;
  if (!word) return undefined;
  const members = (said[word] as unknown[]).map((member) => group(member) ?? row(member));
  return { word, members: members.filter((member) => member !== undefined) };
}

function row(value: unknown): Row | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const said = value as Record<string, unknown>;
  return { lhs: said['lhs'] ?? '', operator: String(said['operator'] ?? ''), rhs: said['rhs'] };
}

/** As the server takes it; null when there is no row. */
export function writeRules(rules: Group): unknown {
  const members = rules.members.map((member) => (isGroup(member) ? writeRules(member) : writeRow(member))).filter((member) => member !== null);
  return members.length === 0 ? null : { [rules.word]: members };
}

function writeRow(member: Row): Row {
  return UNARY.includes(member.operator) ? { lhs: member.lhs, operator: member.operator } : member;
}
