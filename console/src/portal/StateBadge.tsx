import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { App } from './calls';

/** Whether an app is connected, in a word and a sign. Nothing for one that waits to be. */
export function StateBadge({ state }: { state: App['state'] }) {
  const { t } = useTranslation('portal');
  if (state === 'not_connected') return null;
  const good = state !== 'expired';
  return (
    <Badge tt="none" fw={500} variant="light" color={good ? 'teal' : 'red'} leftSection={good ? <IconCheck size={12} aria-hidden /> : <IconAlertTriangle size={12} aria-hidden />}>
      {t(`state.${state}`)}
    </Badge>
  );
}
