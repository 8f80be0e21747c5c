import { Alert, Box, Button, CloseButton, Group, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { useEnvironment } from '../../../shell/routes';
import { AccountPicker } from '../../../ui/AccountPicker';
import { FailureAlert } from '../../../ui/FailureAlert';
import { JsonEditor } from '../../../ui/json/JsonEditor';
import { StatusBadge } from '../../../ui/StatusBadge';
import { payloadOf, type TestData, useBuilder } from './BuilderContext';
import { isOver, useExecution } from './useExecution';

/** Runs the draft for an account with a payload, and says how it went; the nodes light up on the canvas. */
export function RunPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const { workflow, document, autosave, test, setTest, execution, setExecution, canEdit } = useBuilder();
  const client = useQueryClient();
  const [skipDelays, setSkipDelays] = useState(true);
  const run = useExecution(execution);
  const hasDelay = document.nodes.some((node) => node.type === 'delay');
  const start = useMutation({
    mutationFn: async () => {
      await autosave.flush();
      return call(
        api.POST('/api/v2/public/workflow/{workflow_id}/test-run', {
          params: { path: { workflow_id: workflow.id }, header: { linked_account_id: test.account ?? '' } },
          body: { ...payloadOf(test), skip_delays: hasDelay && skipDelays },
        }),
      );
    },
    onMutate: () => setExecution(null),
    onSuccess: (started) => {
      setExecution(started.execution_id);
      void client.invalidateQueries({ queryKey: ['workflow-variables'] });
    },
  });
  const set = (change: Partial<TestData>) => setTest({ ...test, ...change });
  const isWrong = test.from === 'own' && !isJson(test.own);
  return (
    <Box p="md" component="section" aria-label={t('run.title')}>
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{t('run.title')}</Text>
        <CloseButton aria-label={t('run.close')} onClick={onClose} />
      </Group>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">{t('run.hint')}</Text>
        <Group align="flex-end" gap="md">
          <AccountPicker label={t('run.account')} value={test.account} onChange={(account) => set({ account })} w={240} />
          <SegmentedControl
            aria-label={t('run.payload')}
            data={['sample', 'last_event', 'own'].map((from) => ({ value: from, label: t(`run.from.${from}`) }))}
            value={test.from}
            onChange={(from) => set({ from: from as TestData['from'] })}
          />
          {hasDelay && <Switch label={t('run.skipDelays')} checked={skipDelays} onChange={(event) => setSkipDelays(event.currentTarget.checked)} />}
          {canEdit && (
            <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} loading={start.isPending} disabled={!test.account || isWrong} onClick={() => start.mutate()}>{t('run.start')}</Button>
          )}
        </Group>
        {test.from === 'own' && <JsonEditor label={t('run.own')} value={test.own} onChange={(own) => set({ own })} minHeight={100} maxHeight={200} />}
        <FailureAlert failure={start.error} />
        {start.data && !start.data.started && <Alert color="yellow" variant="light">{start.data.message}</Alert>}
        {run && (
          <Group gap="xs" role="status">
            <StatusBadge status={run.status} />
            <Text size="sm">{isOver(run) ? t('run.over') : t('run.going')}</Text>
            {(run as { reason?: string | null }).reason && <Text size="sm" c="red">{(run as { reason?: string | null }).reason}</Text>}
            <Button variant="subtle" size="compact-sm" renderRoot={(props) => <Link to={`/${environment}/logs/executions/${run._id}`} {...props} />}>{t('run.toLog')}</Button>
          </Group>
        )}
      </Stack>
    </Box>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
