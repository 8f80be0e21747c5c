import { Anchor, Card, SimpleGrid, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { StatusBadge } from '../../ui/StatusBadge';
import { duration, TimeText } from '../../ui/TimeText';
import type { Execution } from './executions';

/** What an execution belongs to, each with the way there. */
export function Facts({ run }: { run: Execution }) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const app = run.associated_application as { name?: string; slug?: string } | null | undefined;
  const link = (path: string, text: string) => (
    <Anchor size="sm" renderRoot={(props) => <Link to={`/${environment}${path}`} {...props} />}>{text}</Anchor>
  );
  return (
    <Card withBorder padding="lg">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="md" component="dl" m={0}>
        <Fact name="status"><StatusBadge status={run.status} /></Fact>
        <Fact name="began"><TimeText value={run.createdAt} /></Fact>
        <Fact name="took">{typeof run.instance_execution_time === 'number' ? duration(run.instance_execution_time) : '–'}</Fact>
        <Fact name="account">{link(`/linked-accounts/${encodeURIComponent(run.linked_account_id)}`, run.linked_account_id)}</Fact>
        <Fact name="config">{run.config_id}</Fact>
        <Fact name="event">
          {run.associated_event_id && run.execution_source === 'Event'
            ? link(`/logs/events/${run.associated_event_id}`, run.trigger_application_event ?? '')
            : t(`source.${run.execution_source ?? 'Event'}`)}
        </Fact>
        <Fact name="app">{app?.name ?? '–'}</Fact>
        <Fact name="workflow">{link(`/workflows/${run.associated_workflow._id}`, run.associated_workflow.name || t('deletedWorkflow'))}</Fact>
        <Fact name="version">{(run.associated_workflow.version ?? 0) < 0 ? t('draft') : String(run.associated_workflow.version ?? '–')}</Fact>
        <Fact name="id"><Text span size="xs" style={{ wordBreak: 'break-all' }}>{run._id}</Text></Fact>
      </SimpleGrid>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useTranslation('logs');
  return (
    <div>
      <Text size="xs" c="dimmed" component="dt">{t(`column.${name}`)}</Text>
      <Text size="sm" component="dd" m={0}>{children}</Text>
    </div>
  );
}
