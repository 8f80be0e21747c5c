import { queryOptions } from '@tanstack/react-query';
import { api, call, type EnvironmentName } from '../../api/client';
import { shownSample } from '../events/data';

/** The sample payload of an event, found by its name. */
export function eventSample(environment: EnvironmentName, name: string) {
  return queryOptions({
    queryKey: ['events', environment, 'sample', name],
    queryFn: async () => {
      const list = await call(api.GET('/api/v2/public/application/event/overview', { params: { query: { search: name, limit: 100 } } }));
      const found = list.docs.find((event) => event.name === name);
      if (!found) return '{}';
      const event = await call(api.GET('/api/v2/public/application/event/{event_id}', { params: { path: { event_id: found._id } } }));
      return shownSample(event.raw_response);
    },
  });
}

/** What a workflow expects to be sent: its own sample, or that of its event. */
export function workflowSample(environment: EnvironmentName, id: string) {
  return queryOptions({
    queryKey: ['workflow-sample', environment, id],
    queryFn: async () => {
      const structure = (await call(
        api.GET('/api/v2/public/workflow/request-structure/{workflow_id}', { params: { path: { workflow_id: id } } }),
      )) as { payload?: unknown };
      return JSON.stringify(structure.payload ?? {}, null, 2);
    },
  });
}
