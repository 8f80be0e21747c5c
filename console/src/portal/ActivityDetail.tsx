import { Center, Group, Loader, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../ui/FailureAlert';
import { StatusBadge } from '../ui/StatusBadge';
import { TimeText } from '../ui/TimeText';
import { AppIcon } from './AppIcon';
import { api, call, type ExecutionDetail } from './calls';

type Step = ExecutionDetail['steps'][number];

/** One run: what was written to the customer's apps, and what they answered when they refused. */
export function ActivityDetail({ id, status }: { id: string; status: string }) {
  const { t } = useTranslation('portal');
  const run = useQuery({
    // A run that has moved on is read anew.
    queryKey: ['run', id, status],
    queryFn: () => call(api.GET('/api/v2/public/portal/executions/{execution_id}', { params: { path: { execution_id: id } } })),
  });
  if (run.isLoading) return <Center py="md"><Loader size="sm" aria-label={t('loading')} /></Center>;
  if (!run.data) return <FailureAlert failure={run.error} />;
  return (
    <Stack gap="sm" mt="sm" pl={24}>
      <Text size="sm">{sentence(run.data, t)}</Text>
      {run.data.steps.map((step) => <StepLine key={step.name} step={step} />)}
    </Stack>
  );
}

function sentence(run: ExecutionDetail, t: TFunction<'portal'>): string {
  if (run.waiting?.reconnect) return t('run.reconnect');
  if (run.status === 'ERRORED' && !run.reason) return t('run.ERRORED_inside');
  return t(`run.${run.status}`);
}

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation('portal');
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <AppIcon name={step.app.name} icon={step.app.icon} size={20} />
        <Text size="sm" fw={500}>{step.name}</Text>
        <StatusBadge status={step.status} />
        {step.attempts > 1 && <Text size="xs" c="dimmed">{t('attempts', { count: step.attempts })}</Text>}
      </Group>
      {step.reason && <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{t('appSaid', { app: step.app.name, reason: step.reason })}</Text>}
      {step.next_at && step.status !== 'Success' && <Text size="xs" c="dimmed">{t('nextTry')} <TimeText value={step.next_at} size="xs" c="dimmed" /></Text>}
      {typeof step.sent === 'object' && step.sent !== null && <Sent sent={step.sent as Record<string, unknown>} caption={t('sentTo', { app: step.app.name })} />}
    </Stack>
  );
}

function Sent({ sent, caption }: { sent: Record<string, unknown>; caption: string }) {
  return (
    <Table verticalSpacing={4} withTableBorder captionSide="top" layout="fixed">
      <Table.Caption mt={0} ta="left">{caption}</Table.Caption>
      <Table.Tbody>
        {Object.entries(sent).map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w="35%" fw={400} style={{ overflowWrap: 'anywhere' }}>{name}</Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{typeof value === 'string' ? value : JSON.stringify(value)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
