import { Anchor, Button, Group, Select, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { queries } from '../../api/queries';
import { useEnvironment } from '../../shell/routes';
import { DataTable } from '../../ui/DataTable';
import { FailureAlert } from '../../ui/FailureAlert';
import { Section } from '../../ui/Section';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';
import { NOTICES, notice, recentDeliveries, type Webhook } from './data';

/** Sends a sample, and shows what became of it among the latest deliveries. */
export function TestWebhook({ webhook, canWrite }: { webhook: Webhook; canWrite: boolean }) {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  const [event, setEvent] = useState<string | null>(null);
  const shown = event ?? notice(webhook.webhook_events[0] ?? NOTICES[0]);
  const recent = useQuery(recentDeliveries(environment, webhook._id));
  const test = useMutation({
    mutationFn: () =>
      call(api.POST('/api/v2/public/webhook/{webhook_id}/test', { params: { path: { webhook_id: webhook._id } }, body: { event: shown } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['webhook-deliveries'] }),
  });
  return (
    <Section
      title={t('latest')}
      description={t('latestHint')}
      actions={
        <Anchor size="sm" renderRoot={(props) => <Link to={`/${environment}/logs/webhooks?webhook_id=${webhook._id}`} {...props} />}>
          {t('allDeliveries')}
        </Anchor>
      }
    >
      {canWrite && (
        <Group align="flex-end" mb="md">
          <Select label={t('testEvent')} data={[...NOTICES]} value={shown} onChange={setEvent} allowDeselect={false} w={240} />
          <Button leftSection={<IconSend size={16} aria-hidden />} loading={test.isPending} disabled={!webhook.is_enabled} onClick={() => test.mutate()}>{t('sendTest')}</Button>
        </Group>
      )}
      <FailureAlert failure={test.error ?? recent.error} />
      <DataTable
        caption={t('latest')}
        rows={recent.data?.docs}
        rowKey={(row) => row._id}
        empty={<Text size="sm" c="dimmed">{t('noDeliveries')}</Text>}
        columns={[
          {
            key: 'event',
            title: t('event'),
            cell: (row) => (
              <Anchor size="sm" renderRoot={(props) => <Link to={`/${environment}/logs/webhooks/${row._id}`} {...props} />}>{row.event}</Anchor>
            ),
          },
          { key: 'status', title: t('status'), cell: (row) => <StatusBadge status={row.status} /> },
          { key: 'code', title: t('answer'), cell: (row) => <Text size="sm">{row.status_code ?? '–'}</Text> },
          { key: 'reason', title: t('reason'), cell: (row) => <Text size="xs" c="dimmed">{row.reason}</Text>, wide: true },
          { key: 'time', title: t('time'), cell: (row) => <TimeText value={row.createdAt} />, wide: true },
        ]}
      />
    </Section>
  );
}
