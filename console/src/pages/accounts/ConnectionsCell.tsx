import { Badge, Group, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AccountConnection } from './types';

/** How many apps an account has connected, which, and whether one of them must be reconnected. */
export function ConnectionsCell({ connections }: { connections: AccountConnection[] }) {
  const { t } = useTranslation('accounts');
  if (connections.length === 0) return <Text size="sm" c="dimmed">{t('noConnections')}</Text>;
  const expired = connections.filter((connection) => connection.reauth_required);
  const names = [...new Set(connections.map((connection) => connection.name ?? connection.type))];
  return (
    <Group gap={6} wrap="wrap">
      <Tooltip label={names.join(', ')} multiline maw={300}>
        <Text size="sm">{t('connectedApps', { count: connections.length })}</Text>
      </Tooltip>
      {expired.length > 0 && (
        <Badge color="red" variant="light" tt="none" fw={500} leftSection={<IconAlertTriangle size={12} aria-hidden />}>{t('expiredCount', { count: expired.length })}</Badge>
      )}
    </Group>
  );
}
