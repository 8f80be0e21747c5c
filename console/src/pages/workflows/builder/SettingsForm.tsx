import { Box, Divider, NumberInput, SegmentedControl, Stack, Switch, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { said, type WorkflowNode } from '../../../canvas/workflow';
import { ConditionEditor } from './fields/ConditionEditor';
import { membersOf } from './fields/conditions';
import { useMember } from './NodeForm';

interface Retry {
  type?: string;
  delay_ms?: number;
  max_attempts?: number;
}

/** When a node runs, how often it is tried, and what its failure means. */
export function SettingsForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  const { canEdit, set, wrong } = useMember(node);
  const retry = (said(node, 'retry') ?? {}) as Retry;
  const callsOut = node.type === 'action' || node.type === 'http';
  const setRetry = (change: Retry) => set('retry', { type: 'exponential', delay_ms: 1000, max_attempts: 5, ...retry, ...change });
  return (
    <Stack gap="md">
      <Box>
        <Title order={3} size="sm">{t('settings.runIf')}</Title>
        <Text size="xs" c="dimmed" mb="xs">{t('settings.runIfHint')}</Text>
        <ConditionEditor
          label={t('settings.runIf')}
          value={said(node, 'run_if')}
          onChange={(condition) => set('run_if', ('and' in condition || 'or' in condition) && membersOf(condition).length === 0 ? undefined : condition)}
          node={node.id}
          field="run_if"
        />
      </Box>
      {callsOut && (
        <>
          <Divider />
          <Title order={3} size="sm">{t('settings.retry')}</Title>
          <Text size="xs" c="dimmed">{t('settings.retryHint')}</Text>
          <SegmentedControl
            aria-label={t('settings.retryType')}
            data={[{ value: 'exponential', label: t('settings.exponential') }, { value: 'fixed', label: t('settings.fixed') }]}
            value={retry.type === 'fixed' ? 'fixed' : 'exponential'}
            disabled={!canEdit}
            onChange={(type) => setRetry({ type })}
          />
          <NumberInput label={t('settings.attempts')} description={t('settings.attemptsHint')} min={1} max={20} value={retry.max_attempts ?? 5} readOnly={!canEdit} error={wrong('retry')} onChange={(most) => typeof most === 'number' && setRetry({ max_attempts: most })} data-field="retry" />
          <NumberInput label={t('settings.delay')} min={0} max={3_600_000} value={retry.delay_ms ?? 1000} readOnly={!canEdit} onChange={(delay) => typeof delay === 'number' && setRetry({ delay_ms: delay })} />
        </>
      )}
      <Divider />
      <Switch label={t('settings.skip')} description={t('settings.skipHint')} checked={said(node, 'skip_on_error') === true} disabled={!canEdit} onChange={(event) => set('skip_on_error', event.currentTarget.checked || undefined)} />
      {callsOut && (
        <Switch label={t('settings.hide')} description={t('settings.hideHint')} checked={said(node, 'hide_request') === true} disabled={!canEdit} onChange={(event) => set('hide_request', event.currentTarget.checked || undefined)} />
      )}
    </Stack>
  );
}
