import { Anchor, Stack, Text } from '@mantine/core';
import { IconActivity, IconBolt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';

const PER_PAGE = 25;

/** The account's runs, newest first; each opens in the logs. */
export function ExecutionsTab({ account }: { account: string }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const [page, setPage] = useState(1);
  const runs = useQuery({
    queryKey: ['account-executions', environment, account, page],
    queryFn: () => call(api.GET('/api/v2/public/execution', { params: { query: { linked_account_id: account, page, limit: PER_PAGE } } })),
  });
  return (
    <Stack>
      <FailureAlert failure={runs.error} />
      <DataTable
        caption={t('tab.executions')}
        rows={runs.error ? [] : runs.data?.docs}
        isLoading={runs.isPending}
        rowKey={(run) => run._id}
        empty={<EmptyState icon={IconActivity} title={t('noRuns')} hint={t('noRunsHint')} />}
        paging={{ page, hasNext: runs.data?.hasNextPage ?? false, onPage: setPage }}
        columns={[
          {
            key: 'workflow',
            title: t('workflow'),
            cell: (run) => (
              <Anchor size="sm" fw={500} renderRoot={(props) => <Link to={`/${environment}/logs/executions/${run._id}`} {...props} />}>{run.name}</Anchor>
            ),
          },
          { key: 'status', title: t('status'), cell: (run) => <StatusBadge status={run.status} /> },
          { key: 'source', title: t('source'), wide: true, cell: (run) => <Text size="sm">{run.trigger_application_event ?? run.execution_source}</Text> },
          { key: 'time', title: t('time'), wide: true, cell: (run) => <TimeText value={run.createdAt} /> },
        ]}
      />
    </Stack>
  );
}

/** The events received for the account, newest first. */
export function EventsTab({ account }: { account: string }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const [page, setPage] = useState(1);
  const events = useQuery({
    queryKey: ['account-events', environment, account, page],
    queryFn: () => call(api.GET('/api/v2/public/event-log', { params: { query: { page, limit: PER_PAGE }, header: { linked_account_id: account } } })),
  });
  return (
    <Stack>
      <FailureAlert failure={events.error} />
      <DataTable
        caption={t('tab.events')}
        rows={events.error ? [] : events.data?.docs}
        isLoading={events.isPending}
        rowKey={(event) => event._id}
        empty={<EmptyState icon={IconBolt} title={t('noEvents')} hint={t('noEventsHint')} />}
        paging={{ page, hasNext: events.data?.hasNextPage ?? false, onPage: setPage }}
        columns={[
          {
            key: 'event',
            title: t('event'),
            cell: (event) => <Anchor size="sm" fw={500} renderRoot={(props) => <Link to={`/${environment}/logs/events/${event._id}`} {...props} />}>{event.name ?? t('apiCall')}</Anchor>,
          },
          { key: 'status', title: t('status'), cell: (event) => <StatusBadge status={event.status} /> },
          { key: 'time', title: t('time'), cell: (event) => <TimeText value={event.createdAt} /> },
        ]}
      />
    </Stack>
  );
}
