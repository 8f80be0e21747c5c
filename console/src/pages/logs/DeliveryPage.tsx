import { Anchor, Button, Card, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { CodeBlock } from '../../ui/CodeBlock';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { Section } from '../../ui/Section';
import { StatusBadge } from '../../ui/StatusBadge';
import { duration, TimeText } from '../../ui/TimeText';
import { notifyDone } from '../../ui/notify';

interface Try {
  attempt: number;
  started_at: string;
  took_ms: number;
  status_code?: number | null;
  reason?: string | null;
}

const POLL_MILLIS = 2000;

/** One message to a webhook: what was sent, every attempt, the last answer; sent once more on request. */
export function DeliveryPage() {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const { deliveryId = '' } = useParams({ strict: false });
  const canReplay = useCan('DEVELOPER');
  const params = { params: { path: { delivery_id: deliveryId } } };
  const delivery = useQuery({
    queryKey: ['delivery', environment, deliveryId],
    queryFn: () => call(api.GET('/api/v2/public/webhook/deliveries/{delivery_id}', params)),
    refetchInterval: (query) => (query.state.data?.status === 'PENDING' ? POLL_MILLIS : false),
  });
  const replay = useMutation({
    mutationFn: () => call(api.POST('/api/v2/public/webhook/deliveries/{delivery_id}/replay', params)),
    onSuccess: (again) => {
      notifyDone(t('deliveries.replayed'));
      void navigate({ to: '/$environment/logs/webhooks/$deliveryId', params: { environment, deliveryId: again._id } });
    },
  });
  const found = delivery.data;
  return (
    <Page
      title={found?.event ?? t('deliveries.one')}
      crumbs={[{ label: t('deliveries.title'), to: `/${environment}/logs/webhooks` }]}
      actions={found && canReplay && <Button leftSection={<IconRepeat size={16} aria-hidden />} loading={replay.isPending} onClick={() => replay.mutate()}>{t('deliveries.replay')}</Button>}
    >
      <FailureAlert failure={delivery.error ?? replay.error} />
      {delivery.isLoading && <Skeleton height={240} />}
      {found && (
        <Stack gap="lg">
          <Card withBorder padding="lg">
            <Group gap="lg">
              <StatusBadge status={found.status} />
              {found.linked_account_id && <Text size="sm">{found.linked_account_id}</Text>}
              <TimeText value={found.createdAt} />
              {found.instance_id && (
                <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/logs/executions/$executionId" params={{ environment, executionId: found.instance_id! }} {...props} />}>{t('deliveries.execution')}</Anchor>
              )}
              {found.next_attempt_at && <Text size="sm" c="dimmed">{t('node.next')} <TimeText value={found.next_attempt_at} c="dimmed" /></Text>}
            </Group>
            {found.reason && <Text size="sm" mt="sm">{found.reason}</Text>}
          </Card>
          <Section title={t('deliveries.tries')}>
            <List listStyleType="none" spacing="xs">
              {((found.tries ?? []) as unknown as Try[]).map((one) => (
                <List.Item key={one.attempt}>
                  <Group gap="sm">
                    <Text size="sm" fw={500}>{t('node.attempt', { number: one.attempt })}</Text>
                    <TimeText value={one.started_at} />
                    <Text size="sm">{one.status_code ?? '–'}</Text>
                    <Text size="xs" c="dimmed">{duration(one.took_ms)}</Text>
                    {one.reason && <Text size="sm">{one.reason}</Text>}
                  </Group>
                </List.Item>
              ))}
            </List>
          </Section>
          <Section title={t('deliveries.body')}><CodeBlock text={found.body ?? JSON.stringify(found.payload ?? null, null, 2)} what={t('deliveries.body')} /></Section>
          {found.response && <Section title={t('deliveries.answer')}><CodeBlock text={JSON.stringify(found.response, null, 2)} what={t('deliveries.answer')} /></Section>}
        </Stack>
      )}
    </Page>
  );
}
