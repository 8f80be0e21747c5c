import createClient, { type Middleware } from 'openapi-fetch';
import { ApiFailure, failureOf } from './failure';
import { headerValues } from './headerValue';
import type { paths } from './schema';

export type EnvironmentName = 'test' | 'production';

/** What every call carries; set by the shell and the session, read at each call. */
const carried = { environment: undefined as EnvironmentName | undefined, csrf: '' };
const listeners = new Set<() => void>();

export function carryEnvironment(environment: EnvironmentName) {
  carried.environment = environment;
}

export function carryCsrf(token: string) {
  carried.csrf = token;
}

/** The headers of a call made without `api`: uploads and streams. */
export function carriedHeaders(): Record<string, string> {
  return {
    ...(carried.environment ? { 'x-zaffre-environment': carried.environment } : {}),
    ...(carried.csrf ? { 'x-csrf-token': carried.csrf } : {}),
  };
}

/** Told when a call finds that nobody is signed in any more. Returns how to stop listening. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const carry: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(carriedHeaders())) {
      if (!request.headers.has(name)) request.headers.set(name, value);
    }
    return request;
  },
  onResponse({ request, response }) {
    const asksWhoIsThere = new URL(request.url).pathname === '/api/v2/console/session';
    if (response.status === 401 && !asksWhoIsThere) listeners.forEach((listener) => listener());
  },
  onError({ error }) {
    throw new ApiFailure(0, error instanceof Error ? error.message : String(error), 'UNREACHABLE', '', {});
  },
};

const client = createClient<paths>({ baseUrl: window.location.origin, credentials: 'same-origin' });
client.use(carry);

type AnyCall = (path: string, init?: { params?: { header?: Record<string, string> } }) => unknown;

/** The server's API, typed by openapi.yaml. Use it through `call`, which throws what fails. Texts in headers may be of any script. */
export const api = new Proxy(client, {
  get(target, name, itself) {
    const member: unknown = Reflect.get(target, name, itself);
    if (typeof member !== 'function' || !/^[A-Z]+$/.test(String(name))) return member;
    const send = member as AnyCall;
    const written: AnyCall = (path, init) => {
      const header = init?.params?.header;
      return send(path, header ? { ...init, params: { ...init.params, header: headerValues(header) } } : init);
    };
    return written;
  },
});

/** The answer's body. @throws ApiFailure what the server refused, or that it could not be reached (status 0) */
export async function call<Body>(
  answer: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<NonNullable<Body>> {
  const { data, error, response } = await answer;
  if (!response.ok || data === undefined || data === null) throw failureOf(response, error);
  return data;
}
