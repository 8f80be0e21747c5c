import { Alert, Anchor, Badge, Button, Group, Stack, Switch, Text } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { queries } from '../../api/queries';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';
import { notice, type Webhook, webhookList } from './data';

const SHOWN_EVENTS = 2;

export function WebhooksPage() {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  const canWrite = useCan('DEVELOPER');
  const list = useQuery(webhookList(environment));
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        <>
          <Button variant="default" renderRoot={(props) => <Link to={`/${environment}/logs/webhooks`} {...props} />}>{t('deliveries')}</Button>
          {canWrite && <NewWebhookButton />}
        </>
      }
    >
      <FailureAlert failure={list.error} />
      <DataTable
        caption={t('title')}
        rows={list.data}
        rowKey={(row) => row._id}
        empty={<EmptyState icon={IconWebhook} title={t('noneTitle')} hint={t('noneHint')} action={canWrite ? <NewWebhookButton /> : undefined} />}
        columns={[
          { key: 'url', title: t('url'), cell: (row) => <Address webhook={row} /> },
          { key: 'events', title: t('events'), cell: (row) => <Events webhook={row} />, wide: true },
          { key: 'changed', title: t('changed'), cell: (row) => <TimeText value={row.updatedAt} />, wide: true, width: 150 },
          { key: 'enabled', title: t('enabled'), cell: (row) => (canWrite ? <Toggle webhook={row} /> : <StatusBadge status={row.is_enabled ? 'ACTIVE' : 'DISABLED'} />), width: 110 },
        ]}
      />
    </Page>
  );
}

function NewWebhookButton() {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link to="/$environment/developer/webhooks/new" params={{ environment }} {...props} />}
    >
      {t('new')}
    </Button>
  );
}

function Address({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  return (
    <Stack gap={2} miw={0}>
      <Anchor
        size="sm"
        style={{ overflowWrap: 'anywhere' }}
        renderRoot={(props) => <Link to="/$environment/developer/webhooks/$webhookId" params={{ environment, webhookId: webhook._id }} {...props} />}
      >
        {webhook.webhook_url}
      </Anchor>
      {webhook.description && <Text size="xs" c="dimmed">{webhook.description}</Text>}
      {webhook.disabled_reason && <Alert color="red" variant="light" p={6}>{t('disabledBecause', { reason: webhook.disabled_reason })}</Alert>}
      {webhook.is_enabled && webhook.failing_since && (
        <Text size="xs" c="red">{t('failingSince')} <TimeText value={webhook.failing_since} size="xs" /></Text>
      )}
    </Stack>
  );
}

function Events({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const more = webhook.webhook_events.length - SHOWN_EVENTS;
  return (
    <Group gap={4}>
      {webhook.webhook_events.slice(0, SHOWN_EVENTS).map((event) => (
        <Badge key={event} variant="default" tt="none" fw={400}>{notice(event)}</Badge>
      ))}
      {more > 0 && <Text size="xs" c="dimmed">{t('moreEvents', { count: more })}</Text>}
    </Group>
  );
}

/** Switched at once; back when the server refuses. */
function Toggle({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  const key = webhookList(environment).queryKey;
  const toggle = useMutation({
    mutationFn: (enabled: boolean) =>
      call(api.PUT('/api/v2/public/webhook/{webhook_id}', { params: { path: { webhook_id: webhook._id } }, body: { is_enabled: enabled } })),
    onMutate: (enabled) => {
      queries.setQueryData(key, (all) => all?.map((one) => (one._id === webhook._id ? { ...one, is_enabled: enabled } : one)));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  return (
    <>
      <Switch
        checked={webhook.is_enabled}
        onChange={(change) => toggle.mutate(change.currentTarget.checked)}
        aria-label={t('toggle', { url: webhook.webhook_url })}
      />
      <FailureAlert failure={toggle.error} />
    </>
  );
}
