import { Alert, Anchor, Card, Code, Group, List, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { CodeBlock } from '../../ui/CodeBlock';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { Section } from '../../ui/Section';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';

interface Started {
  id: string;
  workflow_name?: string | null;
  app: string;
  status?: string;
}

interface Skipped {
  workflow_id: string;
  workflow_name?: string | null;
  message?: string;
  reason: string;
}

/** Of the schema: where in the payload (a JSON Pointer), and what is wrong there. */
interface Warning {
  pointer: string;
  message: string;
}

/** One received event: what it started, what it did not and why, what the schema did not like, and its payload. */
export function ReceivedEventPage() {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const { eventId = '' } = useParams({ strict: false });
  const event = useQuery({
    queryKey: ['received-event', environment, eventId],
    queryFn: () => call(api.GET('/api/v2/public/event-log/{event_id}', { params: { path: { event_id: eventId } } })),
  });
  const found = event.data;
  const started = (found?.executions ?? []) as unknown as Started[];
  const skipped = (found?.skipped ?? []) as unknown as Skipped[];
  const run = (id: string, text: string) => (
    <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/logs/executions/$executionId" params={{ environment, executionId: id }} {...props} />}>{text}</Anchor>
  );
  return (
    <Page title={found?.name ?? t('events.one')} crumbs={[{ label: t('events.title'), to: `/${environment}/logs/events` }]}>
      <FailureAlert failure={event.error} />
      {event.isLoading && <Skeleton height={240} />}
      {found && (
        <Stack gap="lg">
          {found.duplicate_of && (
            <Alert variant="light">
              <Text size="sm">
                {t('events.duplicateOf')}{' '}
                <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/logs/events/$eventId" params={{ environment, eventId: found.duplicate_of! }} {...props} />}>{t('events.first')}</Anchor>
              </Text>
            </Alert>
          )}
          <Card withBorder padding="lg">
            <Group gap="lg">
              <StatusBadge status={found.status} />
              <Text size="sm">{found.linked_account_id}</Text>
              <TimeText value={found.createdAt} />
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{found.url}</Text>
            </Group>
          </Card>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <Section title={t('events.startedTitle')}>
              {started.length === 0 ? (
                <Text size="sm" c="dimmed">{t('events.startedNothing')}</Text>
              ) : (
                <List listStyleType="none" spacing="xs">
                  {started.map((one) => (
                    <List.Item key={one.id}><Group gap={8}>{run(one.id, one.workflow_name ?? t('deletedWorkflow'))}<StatusBadge status={one.status ?? ''} /></Group></List.Item>
                  ))}
                </List>
              )}
            </Section>
            <Section title={t('events.skippedTitle')}>
              {skipped.length === 0 ? (
                <Text size="sm" c="dimmed">{t('events.skippedNothing')}</Text>
              ) : (
                <List listStyleType="none" spacing="xs">
                  {skipped.map((one) => (
                    <List.Item key={one.workflow_id}>
                      <Text size="sm" fw={500}>{one.workflow_name ?? t('deletedWorkflow')}</Text>
                      <Text size="sm" c="dimmed">{one.message ?? one.reason}</Text>
                    </List.Item>
                  ))}
                </List>
              )}
            </Section>
          </SimpleGrid>
          {found.warnings && found.warnings.length > 0 && (
            <Section title={t('events.warningsTitle')} description={t('events.warningsHint')}>
              <List size="sm" spacing={4}>
                {(found.warnings as unknown as Warning[]).map((warning, index) => (
                  <List.Item key={index}><Code>{warning.pointer || '/'}</Code> {warning.message}</List.Item>
                ))}
              </List>
            </Section>
          )}
          <Section title={t('events.payload')}>
            <CodeBlock text={pretty(found.payload, found.raw_payload)} what={t('events.payload')} />
          </Section>
        </Stack>
      )}
    </Page>
  );
}

/** What is no JSON is shown as it came. */
function pretty(payload: unknown, raw: string | undefined): string {
  return payload === null || payload === undefined ? (raw ?? '') : JSON.stringify(payload, null, 2);
}
