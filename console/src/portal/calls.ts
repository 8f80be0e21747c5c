import createClient from 'openapi-fetch';
import { ApiFailure, failureOf } from '../api/failure';
import type { components, paths } from '../api/schema';

export type Look = components['schemas']['Portal'];
export type App = components['schemas']['PortalApp'];
export type AppDetail = components['schemas']['PortalAppDetail'];
export type Way = AppDetail['ways'][number];
export type Connection = AppDetail['connected_accounts'][number];
export type Execution = components['schemas']['PortalExecution'];
export type ExecutionDetail = components['schemas']['PortalExecutionDetail'];

let bearer = '';
const enders = new Set<() => void>();

export function carryToken(token: string) {
  bearer = token;
}

/** Told when the server no longer takes the token. Returns how to stop listening. */
export function onEnd(listener: () => void): () => void {
  enders.add(listener);
  return () => enders.delete(listener);
}

/** The API with the customer's token. Never with cookies: in a frame of another site there are none. */
export const api = createClient<paths>({ baseUrl: window.location.origin, credentials: 'omit' });
api.use({
  onRequest({ request }) {
    request.headers.set('authorization', `Bearer ${bearer}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) enders.forEach((listener) => listener());
  },
  onError({ error }) {
    throw new ApiFailure(0, error instanceof Error ? error.message : String(error), 'UNREACHABLE', '', {});
  },
});

/** The answer's body. @throws ApiFailure what the server refused, or that it could not be reached (status 0) */
export async function call<Body>(answer: Promise<{ data?: Body; error?: unknown; response: Response }>): Promise<NonNullable<Body>> {
  const { data, error, response } = await answer;
  if (!response.ok || data === undefined || data === null) throw failureOf(response, error);
  return data;
}

/** What a page that holds this one in a frame may know: that something happened, at which app, and nothing else. */
export function tellEmbedder(type: 'connected' | 'disconnected' | 'ended', app?: string) {
  if (window.parent !== window) window.parent.postMessage({ source: 'zaffre-portal', type, app: app ?? null }, '*');
}
