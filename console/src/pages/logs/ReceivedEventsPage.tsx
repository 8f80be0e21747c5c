import { Anchor, Box, Button, Stack, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';
import { LiveBadge } from '../../live/LiveBadge';
import { useLive } from '../../live/useLive';
import { useThrottled } from '../../live/useThrottled';
import { useEnvironment } from '../../shell/routes';
import { type Column, DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';
import { FilterBar } from './FilterBar';
import { isNarrowed, type LogSearch } from './filters';

type Received = components['schemas']['ReceivedEvent'];

const SIZE = 25;
const REFRESH_MILLIS = 2000;

export function ReceivedEventsPage() {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const search: LogSearch & { page?: number } = useSearch({ strict: false });
  const queries = useQueryClient();
  const { page = 1, event, status, linked_account_id, start_date, end_date } = search;
  const filters = { event, status, linked_account_id, start_date, end_date };
  const key = ['event-log', environment, filters, page];
  const list = useQuery({
    queryKey: key,
    queryFn: () => call(api.GET('/api/v2/public/event-log', { params: { query: { ...filters, page, limit: SIZE } as never } })),
    placeholderData: keepPreviousData,
  });
  const refresh = useThrottled(() => void queries.invalidateQueries({ queryKey: key }), REFRESH_MILLIS);
  const live = useLive({ query: { events: 'event', event, linked_account_id }, enabled: page === 1, onMessage: refresh, onMissed: refresh });
  const found = list.data as { docs: Received[]; hasNextPage: boolean; totalDocs: number } | undefined;
  return (
    <Page title={t('events.title')} description={t('events.description')} actions={page === 1 && <LiveBadge state={live} />}>
      <Stack gap="md">
        <FilterBar filters={filters} shown={['event', 'status', 'linked_account_id', 'start_date', 'end_date']} statuses={['ACCEPTED', 'DUPLICATE']} />
        <FailureAlert failure={list.error} />
        <DataTable
          caption={t('events.title')}
          columns={useColumns()}
          rows={found?.docs}
          rowKey={(received) => received._id}
          isLoading={list.isLoading}
          empty={<NoEvents narrowed={isNarrowed(filters)} />}
          paging={{ page, hasNext: found?.hasNextPage ?? false, onPage: (next) => void navigate({ to: '.', search: { ...filters, page: next } as never }) }}
        />
      </Stack>
    </Page>
  );
}

function useColumns(): Column<Received>[] {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  return [
    {
      key: 'event',
      title: t('column.event'),
      cell: (received) => (
        <Anchor size="sm" fw={500} renderRoot={(props) => <Link to="/$environment/logs/events/$eventId" params={{ environment, eventId: received._id }} {...props} />}>
          {received.name ?? t('unnamed')}
        </Anchor>
      ),
    },
    { key: 'status', title: t('column.status'), cell: (received) => <StatusBadge status={received.status} /> },
    { key: 'account', title: t('column.account'), cell: (received) => <Text size="sm">{received.linked_account_id}</Text> },
    {
      key: 'outcome',
      title: t('column.outcome'),
      wide: true,
      cell: (received) => (
        <Box>
          <Text size="sm">{t('events.started', { count: received.executions?.length ?? 0 })}</Text>
          {(received.skipped?.length ?? 0) > 0 && <Text size="xs" c="dimmed">{t('events.skipped', { count: received.skipped?.length ?? 0 })}</Text>}
          {(received.warnings?.length ?? 0) > 0 && <Text size="xs" c="dimmed">{t('events.warnings', { count: received.warnings?.length ?? 0 })}</Text>}
        </Box>
      ),
    },
    { key: 'at', title: t('column.received'), cell: (received) => <TimeText value={received.createdAt} /> },
  ];
}

function NoEvents({ narrowed }: { narrowed: boolean }) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  return (
    <EmptyState
      icon={IconListDetails}
      title={t(narrowed ? 'events.noneLike' : 'events.none')}
      hint={t(narrowed ? 'executions.noneLikeHint' : 'events.noneHint')}
      action={!narrowed && <Button variant="default" renderRoot={(props) => <Link to={`/${environment}/try-api`} {...props} />}>{t('tryApi')}</Button>}
    />
  );
}
