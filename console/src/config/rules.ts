/** One row: `lhs operator rhs`. */
export interface Rule {
  lhs: unknown;
  operator: unknown;
  rhs: unknown;
}

/** Rows of which all or any must hold; a row may be a group itself. */
export interface Group {
  join: 'and' | 'or';
  rows: (Rule | Group)[];
}

export function isGroup(row: Rule | Group): row is Group {
  return 'rows' in row;
}

/** Reads `{"and": [...]}` as it is kept. What has another form is no rule. */
export function readRules(value: unknown): Group {
  return readGroup(value) ?? { join: 'and', rows: [] };
}

function readGroup(value: unknown): Group | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const join of ['and', 'or'] as const) {
    const rows = (value as Record<string, unknown>)[join];
    if (Array.isArray(rows)) return { join, rows: rows.flatMap((row) => readRow(row) ?? []) };
  }
  return undefined;
}

function readRow(value: unknown): Rule | Group | undefined {
  const group = readGroup(value);
  if (group) return group;
  if (typeof value !== 'object' || value === null || !('lhs' in value)) return undefined;
  const row = value as Record<string, unknown>;
  return { lhs: row['lhs'], operator: row['operator'] ?? '', rhs: row['rhs'] ?? '' };
}

/** As it is kept; null when no row is left, because no rules hold always. */
export function writeRules(group: Group): Record<string, unknown> | null {
  return group.rows.length === 0 ? null : writeGroup(group);
}

function writeGroup(group: Group): Record<string, unknown> {
  return { [group.join]: group.rows.map((row) => (isGroup(row) ? writeGroup(row) : { lhs: row.lhs, operator: row.operator, rhs: row.rhs })) };
}

/** The same group with one row replaced; undefined takes it away. */
export function withRow(group: Group, index: number, row: Rule | Group | undefined): Group {
  const rows = group.rows.flatMap((each, at) => (at === index ? (row ? [row] : []) : [each]));
  return { ...group, rows };
}
