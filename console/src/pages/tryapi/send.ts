import { carriedHeaders } from '../../api/client';
import { headerValues } from '../../api/headerValue';
import type { SentRequest } from '../events/snippets';
import type { Tried } from './request';

/** Sends it as the signed-in user, whatever the answer; only what never came is thrown. */
export async function send(request: SentRequest): Promise<Tried> {
  const began = performance.now();
  const own = Object.entries(request.headers).filter(([name]) => name !== 'x-api-key');
  const response = await fetch(new URL(request.url).pathname, {
    method: request.method,
    headers: { ...headerValues(Object.fromEntries(own)), ...carriedHeaders() },
    body: request.body,
    credentials: 'same-origin',
  });
  const text = await response.text();
  return {
    request,
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers.entries()],
    tookMillis: performance.now() - began,
    text,
    body: parsed(text),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
