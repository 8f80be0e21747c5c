import { Center, Stack, Text, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  icon: Icon;
  title: string;
  /** What to do next. */
  hint: ReactNode;
  action?: ReactNode;
}

/** Nothing is here yet, and this is how that changes. */
export function EmptyState({ icon: EmptyIcon, title, hint, action }: Props) {
  return (
    <Center py={56} px="md">
      <Stack align="center" gap="xs" maw={440} ta="center">
        <EmptyIcon size={36} stroke={1.3} aria-hidden color="var(--mantine-color-dimmed)" />
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">{hint}</Text>
        {action}
      </Stack>
    </Center>
  );
}
