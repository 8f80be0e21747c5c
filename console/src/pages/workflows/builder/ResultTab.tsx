import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import type { WorkflowNode } from '../../../canvas/workflow';
import { CodeBlock } from '../../../ui/CodeBlock';
import { FailureAlert } from '../../../ui/FailureAlert';
import { StatusBadge } from '../../../ui/StatusBadge';
import { duration } from '../../../ui/TimeText';
import { payloadOf, useBuilder } from './BuilderContext';
import { useExecution } from './useExecution';

/** What went in and came out: of this node alone, or of the last run of the whole workflow. */
export function ResultTab({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  const { workflow, canEdit, autosave, test, trials, setTrial, execution } = useBuilder();
  const run = useExecution(execution);
  const ofRun = run?.nodes?.find((one) => one.node_id === node.id);
  const trial = trials[node.id];
  const runNode = useMutation({
    mutationFn: async () => {
      await autosave.flush();
      return call(
        api.POST('/api/v2/public/workflow/{workflow_id}/node/{node_id}/test-run', {
          params: { path: { workflow_id: workflow.id, node_id: node.id }, header: { linked_account_id: test.account ?? '' } },
          body: payloadOf(test),
        }),
      );
    },
    onSuccess: (result) => setTrial(node.id, result),
  });
  const canRun = canEdit && node.type !== 'start' && node.type !== 'delay';
  return (
    <Stack gap="md">
      {canRun && (
        <Group gap="xs">
          <Button size="xs" leftSection={<IconPlayerPlay size={14} aria-hidden />} loading={runNode.isPending} disabled={!test.account} onClick={() => runNode.mutate()}>{t('result.runNode')}</Button>
          <Text size="xs" c="dimmed" flex={1}>{test.account ? t('result.runsAs', { account: test.account }) : t('result.needsAccount')}</Text>
        </Group>
      )}
      <FailureAlert failure={runNode.error} />
      {trial && (
        <Record title={t('result.alone')} status={trial.status} millis={trial.took_ms} reason={trial.reason} input={trial.input} curl={trial.request_curl} response={trial.response} output={trial.output} />
      )}
      {ofRun && (
        <>
          <Record title={t('result.inRun')} status={ofRun.node_status} millis={ofRun.execution_time ?? 0} input={ofRun.input_data} curl={ofRun.parsed_request_curl} output={ofRun.latest_output} />
          <Attempts attempts={(ofRun.attempts ?? []) as Attempt[]} />
        </>
      )}
      {!trial && !ofRun && <Text size="sm" c="dimmed">{t('result.none')}</Text>}
    </Stack>
  );
}

interface Attempt {
  attempt: number;
  status: string;
  reason: string | null;
  took_ms: number;
  response?: unknown;
}

function Attempts({ attempts }: { attempts: Attempt[] }) {
  const { t } = useTranslation('workflows');
  if (attempts.length === 0) return null;
  return (
    <Stack gap="xs" role="list" aria-label={t('result.attempts')}>
      {attempts.map((attempt) => (
        <Group key={attempt.attempt} gap="xs" role="listitem">
          <Text size="sm">{t('result.attempt', { number: attempt.attempt })}</Text>
          <StatusBadge status={attempt.status} />
          <Text size="xs" c="dimmed">{duration(attempt.took_ms)}</Text>
          {attempt.reason && <Text size="xs">{attempt.reason}</Text>}
        </Group>
      ))}
    </Stack>
  );
}

interface RecordProps {
  title: string;
  status: string;
  millis: number;
  reason?: string | null;
  input?: unknown;
  curl?: string | null;
  response?: unknown;
  output?: unknown;
}

function Record({ title, status, millis, reason, input, curl, response, output }: RecordProps) {
  const { t } = useTranslation('workflows');
  const parts: [string, unknown][] = [[t('result.input'), input], [t('result.request'), curl], [t('result.response'), response], [t('result.output'), output]];
  return (
    <Stack gap="xs" role="group" aria-label={title}>
      <Group gap="xs">
        <Text size="sm" fw={600}>{title}</Text>
        <StatusBadge status={status} />
        <Text size="xs" c="dimmed">{duration(millis)}</Text>
      </Group>
      {reason && <Text size="sm">{reason}</Text>}
      {parts.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => (
        <div key={name}>
          <Text size="xs" c="dimmed" mb={2}>{name}</Text>
          <CodeBlock text={typeof value === 'string' ? value : JSON.stringify(value, null, 2)} what={name} maxHeight={220} />
        </div>
      ))}
    </Stack>
  );
}
