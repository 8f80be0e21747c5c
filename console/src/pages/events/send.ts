import { carriedHeaders } from '../../api/client';
import { ApiFailure, failureOf } from '../../api/failure';
import type { SentRequest } from './snippets';

/** A request as a backend would send it, but of the signed-in user instead of an API key. @throws ApiFailure */
export async function sendAs<Body>({ method, url, headers, body }: SentRequest): Promise<Body> {
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'x-api-key'));
  let response: Response;
  try {
    response = await fetch(url, { method, headers: { ...sent, ...carriedHeaders() }, body, credentials: 'same-origin' });
  } catch (failure) {
    throw new ApiFailure(0, failure instanceof Error ? failure.message : String(failure), 'UNREACHABLE', '', {});
  }
  const answer = (await response.json().catch(() => undefined)) as unknown;
  if (!response.ok || answer === undefined) throw failureOf(response, answer);
  return answer as Body;
}
