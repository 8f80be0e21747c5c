import { Anchor, Group, List, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { queries } from '../api/queries';
import { useLive } from '../live/useLive';
import { useEnvironment } from '../shell/routes';
import { FailureAlert } from './FailureAlert';
import { StatusBadge } from './StatusBadge';

const OVER = ['COMPLETED', 'ERRORED', 'STOPPED', 'TIMED_OUT', 'TERMINATED'];
/** Soon at first, when most are over; then the stream tells, and where there is none, every other second has to do. */
const FIRST_MILLIS = [300, 500, 1000];
const POLL_MILLIS = 2000;

interface Node {
  node_name?: string;
  node_status?: string;
  latest_output?: unknown;
}

/**
 * Executions of one account that were just started: their states as they change, until each is over. Each links to its page.
 *
 * @param account its `linked_account_id`
 */
export function ExecutionsFollowed({ ids, account, label }: { ids: string[]; account: string; label: string }) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const key = (id: string) => ['execution', environment, id];
  const isOver = (id: string) => OVER.includes(queries.getQueryData<{ status: string }>(key(id))?.status ?? '');
  const read = (id: string) => void queries.invalidateQueries({ queryKey: key(id) });
  const state = useLive({
    query: { events: 'execution', linked_account_id: account },
    enabled: ids.some((id) => !isOver(id)),
    onMessage: (_type, data) => {
      const id = (data as { _id?: string })._id;
      if (id && ids.includes(id)) read(id);
    },
    onMissed: () => ids.filter((id) => !isOver(id)).forEach(read),
  });
  const runs = useQueries({
    queries: ids.map((id) => ({
      queryKey: key(id),
      queryFn: () => call(api.GET('/api/v2/public/execution/{execution_id}', { params: { path: { execution_id: id } } })),
      refetchInterval: (query: { state: { data?: { status: string }; dataUpdateCount: number } }) =>
        query.state.data && OVER.includes(query.state.data.status)
          ? (false as const)
          : (FIRST_MILLIS[query.state.dataUpdateCount] ?? (state === 'live' ? (false as const) : POLL_MILLIS)),
    })),
  });
  return (
    <List listStyleType="none" spacing="xs" aria-label={label} aria-live="polite">
      {runs.map((run, index) => (
        <List.Item key={ids[index]}>
          <FailureAlert failure={run.error} />
          {run.data && (
            <>
              <Group gap={8}>
                <Anchor size="sm" renderRoot={(props) => <Link to={`/${environment}/logs/executions/${ids[index]}`} {...props} />}>
                  {run.data.associated_workflow.name}
                </Anchor>
                <StatusBadge status={run.data.status} />
              </Group>
              {((run.data.nodes ?? []) as Node[])
                .filter((node) => node.node_status && node.node_status !== 'Success' && node.node_status !== 'Ready')
                .map((node, at) => (
                  <Text key={at} size="xs" c="dimmed">
                    {node.node_name}: {reason(node) ?? t(`states:${node.node_status!.toUpperCase()}`, { defaultValue: node.node_status })}
                  </Text>
                ))}
            </>
          )}
        </List.Item>
      ))}
    </List>
  );
}

function reason(node: Node): string | undefined {
  const output = node.latest_output;
  const found = typeof output === 'object' && output !== null ? (output as Record<string, unknown>)['reason'] : undefined;
  return typeof found === 'string' ? found : undefined;
}
