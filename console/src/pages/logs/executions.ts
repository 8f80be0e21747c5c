import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, call } from '../../api/client';
import { useLive } from '../../live/useLive';
import { useThrottled } from '../../live/useThrottled';
import { useEnvironment } from '../../shell/routes';
import { filtersOf, type LogSearch } from './filters';
import { type Execution, type ExecutionList, placed, SIZE } from './placed';

export type { Execution, ExecutionList } from './placed';

const REFRESH_MILLIS = 5000;

function listKey(environment: string, search: LogSearch) {
  return ['executions', environment, search];
}

/** One part of the list; the newest one follows what happens. */
export function useExecutions(search: LogSearch, follow: boolean) {
  const environment = useEnvironment();
  const queries = useQueryClient();
  const [more, setMore] = useState(0);
  const { cursor, ...filters } = search;
  const list = useQuery({
    queryKey: listKey(environment, search),
    queryFn: async () =>
      (await call(api.GET('/api/v2/public/execution', { params: { query: { ...filters, cursor: cursor ?? 'first', limit: SIZE } } }))) as ExecutionList,
    placeholderData: keepPreviousData,
  });
  const refresh = useThrottled(() => {
    setMore(0);
    void queries.invalidateQueries({ queryKey: listKey(environment, search) });
  }, REFRESH_MILLIS);
  const { start_date: _from, end_date: until, webhook_id: _webhook, ...followed } = filtersOf(search);
  const state = useLive({
    // A run that no longer has the wanted status has to leave the list, so the status is not narrowed here.
    query: { ...followed, status: '', events: 'execution' },
    enabled: follow && !cursor && !until,
    onMessage: (type, data) => {
      if (type === 'execution') place(queries, listKey(environment, search), data as Execution, filters.status);
      else if (type === 'more') setMore((count) => count + (data as { changes: number }).changes);
    },
    onMissed: refresh,
  });
  return { list, state, more, refresh };
}

function place(queries: QueryClient, key: unknown[], run: Execution, status: string | undefined) {
  queries.setQueryData<ExecutionList>(key, (list) => list && placed(list, run, status));
}
