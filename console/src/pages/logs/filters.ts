/** What the lists of logs are narrowed to: it stands in the address, so that a list can be shared, and goes to the server as it is. */
export const FILTERS = [
  'status',
  'slug',
  'workflow_id',
  'linked_account_id',
  'execution_source',
  'execution_type',
  'event',
  'start_date',
  'end_date',
  'webhook_id',
] as const;

export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, string>>;

export interface LogSearch extends Filters {
  /** Where an older part of the list begins. */
  cursor?: string;
}

export function readFilters(search: Record<string, unknown>): LogSearch {
  const found: LogSearch = {};
  for (const name of [...FILTERS, 'cursor'] as const) {
    const value = search[name];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') found[name] = String(value);
  }
  return found;
}

export function filtersOf(search: LogSearch): Filters {
  const { cursor: _cursor, ...filters } = search;
  return filters;
}

export function isNarrowed(search: LogSearch): boolean {
  return Object.values(filtersOf(search)).some(Boolean);
}

export const STATUSES = ['QUEUED', 'RUNNING', 'WAITING', 'COMPLETED', 'ERRORED', 'TIMED_OUT', 'STOPPING', 'STOPPED', 'TERMINATED'];
export const FINISHED = ['COMPLETED', 'ERRORED', 'TIMED_OUT', 'STOPPED', 'TERMINATED'];
export const SOURCES = ['Event', 'API_CALL', 'Options', 'Test'];
export const TYPES = ['ASYNC', 'SYNC'];

/** What a time field of the browser holds ("2026-01-31T09:30", in the visitor's zone) for an instant, and back. */
export function toField(instant: string | undefined): string {
  if (!instant) return '';
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) return '';
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromField(field: string): string | undefined {
  const time = new Date(field);
  return field === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
