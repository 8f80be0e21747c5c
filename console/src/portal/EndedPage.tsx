import { Center, Stack, Text, Title } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Look } from './calls';

/** The link no longer holds, or this is not the tab in which it was opened. */
export function EndedPage({ look, reopened }: { look: Look | undefined; reopened: boolean }) {
  const { t } = useTranslation('portal');
  const company = look?.company_name;
  return (
    <Center py={56} role="status">
      <Stack align="center" gap="xs" maw={440} ta="center">
        <IconLinkOff size={36} stroke={1.3} aria-hidden color="var(--mantine-color-dimmed)" />
        <Title order={1}>{t(reopened ? 'otherTab' : 'ended')}</Title>
        <Text size="sm" c="dimmed">{t(reopened ? 'otherTabHint' : company ? 'endedHintOf' : 'endedHint', { company })}</Text>
      </Stack>
    </Center>
  );
}
