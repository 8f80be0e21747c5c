import { Drawer, Stack, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { FailureAlert } from '../../ui/FailureAlert';
import { TimeText } from '../../ui/TimeText';
import type { AccountConnection } from './types';

const SHOWN = 50;

/** What happened to an account's connections to an app. */
export function ConnectionLogDrawer({ account, connection, onClose }: { account: string; connection: AccountConnection | undefined; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const slug = connection?.type ?? '';
  const log = useQuery({
    queryKey: ['connection-log', environment, account, slug],
    queryFn: () => call(api.GET('/api/v2/public/linked-account/integration/{slug}/logs', { params: { path: { slug }, query: { limit: SHOWN }, header: { linked_account_id: account } } })),
    enabled: connection !== undefined,
    staleTime: 0,
  });
  const entries = log.data?.docs ?? [];
  return (
    <Drawer opened={connection !== undefined} onClose={onClose} position="right" title={t('log.title', { app: connection?.name ?? slug })} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <FailureAlert failure={log.error} />
        {log.data && entries.length === 0 && <Text size="sm" c="dimmed">{t('log.none')}</Text>}
        <Timeline bulletSize={14} lineWidth={2}>
          {entries.map((entry) => (
            <Timeline.Item key={entry._id} title={t(`log.event.${entry.event}`, { defaultValue: entry.event })}>
              <TimeText value={entry.createdAt} c="dimmed" />
              {entry.identifier && <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{entry.identifier}</Text>}
              {entry.message && <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{entry.message}</Text>}
            </Timeline.Item>
          ))}
        </Timeline>
      </Stack>
    </Drawer>
  );
}
