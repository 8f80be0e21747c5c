import { Badge, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveState } from './connection';

const COLOURS: Record<LiveState, string> = { live: 'teal', connecting: 'gray', polling: 'yellow', paused: 'gray' };

/** Whether what is shown follows by itself. */
export function LiveBadge({ state }: { state: LiveState }) {
  const { t } = useTranslation('ground');
  return (
    <Tooltip label={t(`live.explained.${state}`)} multiline w={260}>
      <Badge variant="dot" tt="none" fw={500} color={COLOURS[state]} tabIndex={0} role="status">{t(`live.${state}`)}</Badge>
    </Tooltip>
  );
}
