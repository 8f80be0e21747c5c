import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type EnvironmentName } from '../../api/client';
import { queries } from '../../api/queries';
import type { components } from '../../api/schema';

export type EventType = components['schemas']['EventType'];
export type EventModel = components['schemas']['EventModel'];
export type EventUse = components['schemas']['EventTypeUse'];
export type Variable = components['schemas']['EventVariable'];
export type DraftAnswer = components['schemas']['EventDraftAnswer'];
export type Listener = components['schemas']['EventListener'];
export type Accepted = components['schemas']['Accepted'];

export const LISTED = 25;

export function eventList(environment: EnvironmentName, search: string, page: number) {
  return queryOptions({
    queryKey: ['events', environment, 'list', search, page],
    queryFn: () =>
      call(api.GET('/api/v2/public/application/event/overview', { params: { query: { search, page, limit: LISTED } } })),
    placeholderData: keepPreviousData,
  });
}

export function eventType(environment: EnvironmentName, id: string) {
  return queryOptions({
    queryKey: ['events', environment, 'one', id],
    queryFn: () => call(api.GET('/api/v2/public/application/event/{event_id}', { params: { path: { event_id: id } } })),
  });
}

export function eventUsage(environment: EnvironmentName, id: string) {
  return queryOptions({
    queryKey: ['events', environment, 'usage', id],
    queryFn: () => call(api.GET('/api/v2/public/application/event/{event_id}/usage', { params: { path: { event_id: id } } })),
  });
}

export function eventModels() {
  return queryOptions({
    queryKey: ['event-models'],
    staleTime: Infinity,
    queryFn: () => call(api.GET('/api/v2/public/application/event-model')),
  });
}

/** What a sample, and a schema beside it, mean. Asked again when either changes; the answer before stays until then. */
export function eventDraft(environment: EnvironmentName, response: string, schema: string) {
  return queryOptions({
    queryKey: ['event-draft', environment, response, schema],
    queryFn: () =>
      call(api.POST('/api/v2/public/application/event/schema', { body: { response, json_schema: schema || null } })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

/** After something was saved or deleted. */
export function forgetEvents() {
  return queries.invalidateQueries({ queryKey: ['events'] });
}

/** JSON with two blanks; as it is when it is none. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A sample as it is shown: laid out when it came in one line, and only when no number would be rounded by that. */
export function shownSample(text: string): string {
  const laidOut = pretty(text);
  const isSame = laidOut.replace(/\s/g, '') === text.replace(/\s/g, '');
  return text.includes('\n') || !isSame ? text : laidOut;
}
