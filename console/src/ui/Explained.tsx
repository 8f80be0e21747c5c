import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Something with a question mark that says what it means: on hover, focus and touch. */
export function Explained({ children, text }: { children: ReactNode; text: string }) {
  const { t } = useTranslation('ground');
  return (
    <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
      {children}
      <Tooltip label={text} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
        <ActionIcon variant="transparent" color="gray" size="sm" aria-label={`${t('explain')} ${text}`}>
          <IconHelpCircle size={15} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
