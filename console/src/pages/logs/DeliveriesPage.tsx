import { Anchor, Box, Button, Stack, Text } from '@mantine/core';
import { IconBroadcast } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';
import { useEnvironment } from '../../shell/routes';
import { type Column, DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';
import { FilterBar } from './FilterBar';
import { isNarrowed, type LogSearch } from './filters';

type Delivery = components['schemas']['WebhookDelivery'];

const SIZE = 25;
/** What waits for its next attempt changes by itself. */
const POLL_MILLIS = 5000;

export function DeliveriesPage() {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const search: LogSearch & { page?: number } = useSearch({ strict: false });
  const { page = 1, event, status, linked_account_id, webhook_id, start_date, end_date } = search;
  const filters = { event, status, linked_account_id, webhook_id, start_date, end_date };
  const list = useQuery({
    queryKey: ['deliveries', environment, filters, page],
    queryFn: () => call(api.GET('/api/v2/public/webhook/deliveries', { params: { query: { ...filters, page, limit: SIZE } as never } })),
    placeholderData: keepPreviousData,
    refetchInterval: page === 1 ? POLL_MILLIS : false,
  });
  const found = list.data as { docs: Delivery[]; hasNextPage: boolean } | undefined;
  const columns: Column<Delivery>[] = [
    {
      key: 'event',
      title: t('column.message'),
      cell: (delivery) => (
        <Anchor size="sm" fw={500} renderRoot={(props) => <Link to="/$environment/logs/webhooks/$deliveryId" params={{ environment, deliveryId: delivery._id }} {...props} />}>
          {delivery.event}
        </Anchor>
      ),
    },
    {
      key: 'status',
      title: t('column.status'),
      cell: (delivery) => (
        <Box>
          <StatusBadge status={delivery.status} />
          {delivery.reason && <Text size="xs" c="dimmed" lineClamp={2}>{delivery.reason}</Text>}
        </Box>
      ),
    },
    { key: 'code', title: t('column.answer'), wide: true, cell: (delivery) => <Text size="sm">{delivery.status_code ?? '–'}</Text> },
    { key: 'attempts', title: t('column.attempts'), align: 'right', cell: (delivery) => <Text size="sm">{delivery.attempts}</Text> },
    { key: 'account', title: t('column.account'), wide: true, cell: (delivery) => <Text size="sm">{delivery.linked_account_id ?? '–'}</Text> },
    { key: 'at', title: t('column.made'), cell: (delivery) => <TimeText value={delivery.createdAt} /> },
  ];
  return (
    <Page title={t('deliveries.title')} description={t('deliveries.description')}>
      <Stack gap="md">
        <FilterBar filters={filters} shown={['event', 'status', 'linked_account_id', 'start_date', 'end_date']} statuses={['PENDING', 'DELIVERED', 'FAILED', 'CANCELLED']} />
        <FailureAlert failure={list.error} />
        <DataTable
          caption={t('deliveries.title')}
          columns={columns}
          rows={found?.docs}
          rowKey={(delivery) => delivery._id}
          isLoading={list.isLoading}
          empty={
            <EmptyState
              icon={IconBroadcast}
              title={t(isNarrowed(filters) ? 'deliveries.noneLike' : 'deliveries.none')}
              hint={t(isNarrowed(filters) ? 'executions.noneLikeHint' : 'deliveries.noneHint')}
              action={!isNarrowed(filters) && <Button variant="default" renderRoot={(props) => <Link to={`/${environment}/developer/webhooks`} {...props} />}>{t('deliveries.toWebhooks')}</Button>}
            />
          }
          paging={{ page, hasNext: found?.hasNextPage ?? false, onPage: (next) => void navigate({ to: '.', search: { ...filters, page: next } as never }) }}
        />
      </Stack>
    </Page>
  );
}
