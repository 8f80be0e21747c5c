import { Card, Center, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import logo from '../../ui/zaffre.svg';

/** The frame of pages for whom nobody is signed in yet. */
export function OutsideFrame({ title, description, children }: { title: string; description?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Zaffre`;
  }, [title]);
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw={420} gap="lg">
        <Group gap="xs" justify="center">
          <img src={logo} width={32} height={32} alt="" />
          <Text fw={600} size="lg">Zaffre</Text>
        </Group>
        <Card withBorder p="xl">
          <Stack>
            <div>
              <Title order={1}>{title}</Title>
              {description && <Text size="sm" c="dimmed" mt={4}>{description}</Text>}
            </div>
            {children}
          </Stack>
        </Card>
      </Stack>
    </Center>
  );
}
