import { Anchor, Badge, Button, Group, List, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconEdit, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { Section } from '../../ui/Section';
import { TimeText } from '../../ui/TimeText';
import { DeleteEvent } from './DeleteEvent';
import { type EventType, eventType, eventUsage } from './data';
import { HowToTrigger } from './HowToTrigger';
import { TestEvent } from './TestEvent';

export function EventDetail({ id }: { id: string }) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const event = useQuery(eventType(environment, id));
  const canWrite = useCan('DEVELOPER');
  const [deleting, setDeleting] = useState(false);
  if (event.error) return <FailureAlert failure={event.error} />;
  if (!event.data) return <Skeleton height={320} />;
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} miw={0} flex="1 1 220px">
          <Title order={2} style={{ overflowWrap: 'anywhere' }}>{event.data.name}</Title>
          <Settings event={event.data} />
        </Stack>
        {canWrite && (
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconEdit size={16} aria-hidden />}
              renderRoot={(props) => <Link to="/$environment/developer/events/$eventId/edit" params={{ environment, eventId: id }} {...props} />}
            >
              {t('ground:edit')}
            </Button>
            <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDeleting(true)}>
              {t('ground:delete')}
            </Button>
          </Group>
        )}
      </Group>
      <HowToTrigger event={event.data} />
      {canWrite && <TestEvent event={event.data} />}
      <UsedBy id={id} name={event.data.name} />
      <DeleteEvent event={event.data} opened={deleting} onClose={() => setDeleting(false)} />
    </Stack>
  );
}

function Settings({ event }: { event: EventType }) {
  const { t } = useTranslation('events');
  const idempotency = event.idempotency;
  return (
    <Group gap={6}>
      <Badge variant="default" tt="none" fw={400}>{t(`validationIs.${event.validation}`)}</Badge>
      <Badge variant="default" tt="none" fw={400}>
        {idempotency ? t(`idempotencyIs.${idempotency.source}`, { key: idempotency.key }) : t('idempotencyIs.none')}
      </Badge>
      <Text size="xs" c="dimmed" span>{t('changed')} <TimeText value={event.updatedAt} size="xs" /></Text>
    </Group>
  );
}

function UsedBy({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const usage = useQuery(eventUsage(environment, id));
  const log = `/${environment}/logs/events?event=${encodeURIComponent(name)}`;
  return (
    <Section
      title={t('usedBy')}
      actions={<Anchor size="sm" renderRoot={(props) => <Link to={log} {...props} />}>{t('received')}</Anchor>}
    >
      <FailureAlert failure={usage.error} />
      {usage.data?.workflows.length === 0 && <Text size="sm" c="dimmed">{t('usedByNone')}</Text>}
      <List spacing={6} listStyleType="none">
        {usage.data?.workflows.map((workflow) => (
          <List.Item key={workflow.workflow_id}>
            <Group gap={8}>
              <Anchor size="sm" renderRoot={(props) => <Link to={`/${environment}/workflows/${workflow.workflow_id}`} {...props} />}>
                {workflow.name}
              </Anchor>
              <Text size="xs" c="dimmed">{workflow.slug}</Text>
              <Badge size="sm" variant="default" tt="none" fw={400}>{t(workflow.published ? 'isPublished' : 'isDraft')}</Badge>
            </Group>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
