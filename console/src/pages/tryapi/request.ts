import type { HeaderRow } from '../../ui/HeaderRows';
import type { SentRequest } from '../events/snippets';

export interface Tried {
  /** As a backend would send it: with an API key in the place of the session. */
  request: SentRequest;
  status: number;
  statusText: string;
  headers: [string, string][];
  tookMillis: number;
  /** As it came. */
  text: string;
  /** The same as JSON, when it is. */
  body: unknown;
}

export interface Form {
  base: string;
  account: string;
  configId: string;
  headers: HeaderRow[];
  payload: string;
}

/** The headers that every call has; the ones that people write win. */
function headersOf(form: Form, more: Record<string, string>): Record<string, string> {
  const own = Object.fromEntries(form.headers.filter((row) => row.name.trim() !== '').map((row) => [row.name.trim(), row.value]));
  return {
    'Content-Type': 'application/json',
    linked_account_id: form.account,
    ...(form.configId ? { config_id: form.configId } : {}),
    ...more,
    ...own,
    'x-api-key': '<api-key>',
  };
}

export function eventCall(form: Form, event: string, app: string | null): SentRequest {
  const inner = form.payload.trim().split('\n').join('\n  ');
  return {
    method: 'POST',
    url: `${form.base}/api/v2/public/event${app ? `/${encodeURIComponent(app)}` : ''}`,
    headers: headersOf(form, {}),
    body: `{\n  "event": ${JSON.stringify(event)},\n  "payload": ${inner || '{}'}\n}`,
  };
}

export function workflowCall(form: Form, workflow: string, sync: boolean): SentRequest {
  return {
    method: 'POST',
    url: `${form.base}/api/v2/public/workflow/${encodeURIComponent(workflow)}/execute`,
    headers: headersOf(form, sync ? { sync_execution: 'true' } : {}),
    body: form.payload.trim() || '{}',
  };
}

/** The executions that an answer names: of an event, or of a workflow. */
export function executionsIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const { executions, execution_id: one } = body as { executions?: unknown; execution_id?: unknown };
  if (typeof one === 'string') return [one];
  return Array.isArray(executions)
    ? executions.map((execution) => (execution as { id?: unknown }).id).filter((id): id is string => typeof id === 'string')
    : [];
}

/** The workflows that an event did not start, with the reason. */
export function skippedIn(body: unknown): string[] {
  const skipped = (body as { skipped?: unknown } | null | undefined)?.skipped;
  return Array.isArray(skipped) ? skipped.map((one) => String((one as { message?: unknown }).message)) : [];
}
