import { Alert, Button, Card, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { notifyDone } from '../ui/notify';
import { StatusBadge } from '../ui/StatusBadge';
import { TimeText } from '../ui/TimeText';
import { api, type AppDetail, call, type Connection, tellEmbedder } from './calls';
import { ConnectCard } from './ConnectCard';

/** What is connected, and how it is connected, again or besides. */
export function ConnectionTab({ app }: { app: AppDetail }) {
  const { t } = useTranslation('portal');
  const [connecting, setConnecting] = useState(false);
  const none = app.connected_accounts.length === 0;
  const expired = app.connected_accounts.filter((one) => one.status === 'expired');
  const shown = none || connecting || app.state === 'expired';
  return (
    <Stack gap="md">
      {app.connected_accounts.map((connection) => <ConnectionCard key={connection.connection_id} app={app} connection={connection} />)}
      {expired.length > 0 && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t('expiredTitle', { app: app.name })}>
          <Text size="sm">{t('expiredHint', { app: app.name })}</Text>
          {expired[0]?.reason && <Text size="sm" mt={6} c="dimmed">{t('expiredReason', { app: app.name, reason: expired[0].reason })}</Text>}
        </Alert>
      )}
      {shown && app.ways.length > 0 && <ConnectCard app={app} onConnected={() => setConnecting(false)} />}
      {shown && app.ways.length === 0 && <Alert color="yellow">{t('notOffered')}</Alert>}
      {!shown && (
        <Group>
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setConnecting(true)}>
            {t(app.multiple_connections ? 'connectAnother' : 'connectAgain')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function ConnectionCard({ app, connection }: { app: AppDetail; connection: Connection }) {
  const { t } = useTranslation('portal');
  const [asked, setAsked] = useState(false);
  const queries = useQueryClient();
  const disconnecting = useMutation({
    mutationFn: () =>
      call(
        api.DELETE('/api/v1/linked-acc/integration/{slug}', {
          params: { path: { slug: app.slug }, query: { auth_type: connection.auth_type, ...(connection.identifier ? { identifier: connection.identifier } : {}) } },
        }),
      ),
    onSuccess: async () => {
      setAsked(false);
      tellEmbedder('disconnected', app.slug);
      await queries.invalidateQueries();
      notifyDone(t('disconnected', { app: app.name }));
    },
  });
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" gap="sm">
        <Stack gap={2} miw={0}>
          <Group gap="xs">
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>{connection.identifier ?? t('yourAccount')}</Text>
            <StatusBadge status={connection.status} />
          </Group>
          <Text size="sm" c="dimmed">{t('since')} <TimeText value={connection.connectedAt} c="dimmed" /></Text>
        </Stack>
        <Button variant="default" size="xs" onClick={() => setAsked(true)} aria-label={t('disconnectWhat', { what: connection.identifier ?? app.name })}>
          {t('disconnect')}
        </Button>
      </Group>
      <ConfirmDialog opened={asked} onClose={() => setAsked(false)} title={t('disconnectTitle', { app: app.name })} action={t('disconnect')}
        isPending={disconnecting.isPending} failure={disconnecting.error} onConfirm={() => disconnecting.mutate()}>
        {t('disconnectHint', { app: app.name })}
      </ConfirmDialog>
    </Card>
  );
}
