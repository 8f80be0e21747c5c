import { Box, Card, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A card of a page with its own heading. */
export function Section({ title, description, actions, children }: Props) {
  return (
    <Card withBorder padding="lg" component="section">
      {(title || actions) && (
        <Group justify="space-between" align="flex-start" mb="md" gap="xs">
          <Box miw={0}>
            {title && <Title order={2}>{title}</Title>}
            {description && <Text size="sm" c="dimmed" mt={2}>{description}</Text>}
          </Box>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      )}
      {children}
    </Card>
  );
}
