import type { HeaderRow } from '../../ui/HeaderRows';

/** What the server shows in the place of a value; sent back, it means the value that is there. */
const HIDDEN = '***';

export function headerRows(headers: Record<string, string>): HeaderRow[] {
  return Object.keys(headers).map((name) => ({ name, value: HIDDEN }));
}

export function headerObject(rows: HeaderRow[]): Record<string, string> {
  return Object.fromEntries(rows.filter((row) => row.name.trim() !== '').map((row) => [row.name.trim(), row.value]));
}
