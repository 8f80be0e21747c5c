import { Anchor, Box, Group, List, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { Section } from '../../ui/Section';
import { TimeText } from '../../ui/TimeText';
import type { Figures } from './figures';

/** Connections that customers have to renew. */
export function Connections({ figures }: { figures: Figures }) {
  const { t } = useTranslation('home');
  const environment = useEnvironment();
  const { count, first } = figures.connections_needing_attention;
  return (
    <Section title={t('connections.title')} description={t('connections.description')}>
      {count === 0 ? (
        <Group gap={8}>
          <IconCheck size={18} aria-hidden color="var(--mantine-color-teal-6)" />
          <Text size="sm">{t('connections.none')}</Text>
        </Group>
      ) : (
        <List listStyleType="none" spacing="sm">
          {first.map((connection) => (
            <List.Item key={`${connection.linked_account_id} ${connection.slug} ${connection.identifier ?? ''}`}>
              <Box>
                <Anchor size="sm" fw={500} renderRoot={(props) => <Link to={`/${environment}/linked-accounts/${encodeURIComponent(connection.linked_account_id)}`} {...props} />}>
                  {connection.linked_account_id}
                </Anchor>
                <Text span size="sm"> · {connection.slug}{connection.identifier ? ` (${connection.identifier})` : ''}</Text>
                <Text size="xs" c="dimmed">{connection.reason ?? t('connections.noReason')} · <TimeText value={connection.since} size="xs" c="dimmed" /></Text>
              </Box>
            </List.Item>
          ))}
        </List>
      )}
      {count > first.length && <Text size="sm" c="dimmed" mt="sm">{t('connections.more', { count: count - first.length })}</Text>}
    </Section>
  );
}
