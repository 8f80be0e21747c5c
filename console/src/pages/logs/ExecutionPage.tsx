import { Alert, Anchor, Button, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlayerStop, IconRepeat } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { LiveBadge } from '../../live/LiveBadge';
import { useLive } from '../../live/useLive';
import { useThrottled } from '../../live/useThrottled';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { Section } from '../../ui/Section';
import { notifyDone } from '../../ui/notify';
import { Facts } from './Facts';
import { NodeRuns } from './NodeRuns';
import { Story } from './Story';
import type { Execution } from './executions';
import { FINISHED } from './filters';

const ExecutionCanvas = lazy(() => import('./ExecutionCanvas'));
const REFRESH_MILLIS = 1000;

export function ExecutionPage() {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const { executionId = '' } = useParams({ strict: false });
  const queries = useQueryClient();
  const [selected, setSelected] = useState<string | null>(null);
  const key = ['execution', environment, executionId];
  const run = useQuery({
    queryKey: key,
    queryFn: () => call(api.GET('/api/v2/public/execution/{execution_id}', { params: { path: { execution_id: executionId } } })),
  });
  const refresh = useThrottled(() => void queries.invalidateQueries({ queryKey: key }), REFRESH_MILLIS);
  const isOver = run.data ? FINISHED.includes(run.data.status) : false;
  const live = useLive({
    query: { execution_id: executionId, events: 'execution,node' },
    enabled: run.isSuccess && !isOver,
    onMessage: refresh,
    onMissed: refresh,
  });
  const choose = (node: string) => {
    setSelected(node);
    document.getElementById(`node-${node}`)?.scrollIntoView({ block: 'center' });
  };
  return (
    <Page
      title={run.data?.associated_workflow.name || t('execution.title')}
      crumbs={[{ label: t('executions.title'), to: `/${environment}/logs/executions` }]}
      actions={run.data && <>{!isOver && <LiveBadge state={live} />}<Actions run={run.data} isOver={isOver} /></>}
    >
      <FailureAlert failure={run.error} />
      {run.isLoading && <Skeleton height={320} />}
      {run.data && (
        <Stack gap="lg">
          {run.data.reason && !isOver && <Alert color="yellow" variant="light"><Text size="sm">{run.data.reason}</Text></Alert>}
          <Facts run={run.data} />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            <Section title={t('execution.story')}><Story sentences={run.data.story ?? []} onNode={choose} /></Section>
            <Section title={t('execution.drawing')}>
              <Suspense fallback={<Skeleton height={360} />}>
                <ExecutionCanvas run={run.data} selected={selected} onSelect={choose} />
              </Suspense>
            </Section>
          </SimpleGrid>
          <Section title={t('execution.nodes')}><NodeRuns nodes={run.data.nodes ?? []} selected={selected} /></Section>
        </Stack>
      )}
    </Page>
  );
}

function Actions({ run, isOver }: { run: Execution; isOver: boolean }) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'rerun' | 'stop' | null>(null);
  const params = { params: { path: { execution_id: run._id } } };
  const rerun = useMutation({
    mutationFn: () => call(api.POST('/api/v2/public/execution/{execution_id}/rerun', params)),
    onSuccess: (again) => {
      setAsking(null);
      notifyDone(t('execution.rerunDone'));
      void navigate({ to: '/$environment/logs/executions/$executionId', params: { environment, executionId: again.id } });
    },
  });
  const stop = useMutation({
    mutationFn: () => call(api.POST('/api/v2/public/execution/{execution_id}/stop', params)),
    onSuccess: () => {
      setAsking(null);
      void queries.invalidateQueries({ queryKey: ['execution', environment, run._id] });
    },
  });
  if (!useCan('DEVELOPER')) return null;
  return (
    <Group gap="xs">
      {!isOver && <Button variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={() => setAsking('stop')}>{t('execution.stop')}</Button>}
      <Button variant={isOver ? 'filled' : 'default'} leftSection={<IconRepeat size={16} aria-hidden />} onClick={() => setAsking('rerun')}>{t('execution.rerun')}</Button>
      <ConfirmDialog opened={asking === 'rerun'} onClose={() => setAsking(null)} title={t('execution.rerunTitle')} action={t('execution.rerun')} danger={false} isPending={rerun.isPending} failure={rerun.error} onConfirm={() => rerun.mutate()}>
        {t('execution.rerunHint')}{' '}
        {run.rerun_of && (
          <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/logs/executions/$executionId" params={{ environment, executionId: run.rerun_of! }} {...props} />}>
            {t('execution.rerunOf')}
          </Anchor>
        )}
      </ConfirmDialog>
      <ConfirmDialog opened={asking === 'stop'} onClose={() => setAsking(null)} title={t('execution.stopTitle')} action={t('execution.stop')} isPending={stop.isPending} failure={stop.error} onConfirm={() => stop.mutate()}>
        {t('execution.stopHint')}
      </ConfirmDialog>
    </Group>
  );
}
