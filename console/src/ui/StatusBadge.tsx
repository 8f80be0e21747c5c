import { Badge, type MantineColor } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCheck, IconClock, IconLoader2, IconPlayerPause, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const LOOKS: Record<string, { color: MantineColor; icon: Icon }> = {
  good: { color: 'teal', icon: IconCheck },
  bad: { color: 'red', icon: IconAlertTriangle },
  running: { color: 'blue', icon: IconLoader2 },
  waiting: { color: 'yellow', icon: IconClock },
  paused: { color: 'gray', icon: IconPlayerPause },
  off: { color: 'gray', icon: IconBan },
};

/** States of executions, nodes, connections, deliveries and events, by what they mean to people. */
const MEANINGS: Record<string, keyof typeof LOOKS> = {
  COMPLETED: 'good', SUCCESS: 'good', DELIVERED: 'good', ACTIVE: 'good', ACCEPTED: 'good', CONNECTED: 'good', PUBLISHED: 'good', READY: 'good',
  ERRORED: 'bad', FAILED: 'bad', EXPIRED: 'bad', TIMED_OUT: 'bad', REJECTED: 'off',
  RUNNING: 'running', STOPPING: 'running', QUEUED: 'waiting', WAITING: 'waiting', PENDING: 'waiting',
  STOPPED: 'off', TERMINATED: 'off', CANCELLED: 'off', DUPLICATE: 'off', SKIPPED: 'off', DRAFT: 'paused', DISABLED: 'paused',
  ERRORED_AND_SKIPPED: 'waiting', DELETED: 'off', REVOKED: 'off',
};

/** A state as word, colour and sign: never by colour alone. Unknown ones are shown as they are. */
export function StatusBadge({ status }: { status: string }) {
  const { t } = useTranslation('states');
  const name = status.toUpperCase();
  const { color, icon: StatusIcon } = LOOKS[MEANINGS[name] ?? 'paused']!;
  return (
    // In the badge's own colour the word would have too little contrast on its ground.
    <Badge
      color={color}
      variant="light"
      c="var(--mantine-color-text)"
      tt="none"
      fw={500}
      leftSection={<StatusIcon size={12} color={`var(--mantine-color-${color}-text)`} aria-hidden />}
      data-status={name}
    >
      {t(name, { defaultValue: status })}
    </Badge>
  );
}
