import { Box, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import type { NodeState } from '../../canvas/flow';
import WorkflowView from '../../canvas/WorkflowView';
import type { Drawing } from '../../canvas/workflow';
import { useEnvironment } from '../../shell/routes';
import type { Execution } from './executions';

interface Props {
  run: Execution;
  selected: string | null;
  onSelect: (node: string) => void;
}

/** The version that ran, with how each node stands. */
export default function ExecutionCanvas({ run, selected, onSelect }: Props) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const { _id: id, version = 0 } = run.associated_workflow;
  const drawing = useQuery({
    queryKey: ['workflow-version', environment, id, version],
    queryFn: async () => {
      const path = { workflow_id: id, version: String(version) };
      const answer: unknown = await call(api.GET('/api/v2/public/workflow/{workflow_id}/version/{version}', { params: { path: path as never } }));
      return ((answer as { workflow?: Drawing }).workflow ?? answer) as Drawing;
    },
    staleTime: Infinity,
    retry: false,
  });
  const states = useMemo(() => {
    const found: Record<string, NodeState> = {};
    for (const node of run.nodes ?? []) {
      if (node.node_status !== 'Ready') found[node.node_id] = { status: node.node_status };
    }
    return found;
  }, [run.nodes]);
  if (drawing.isError) return <Text size="sm" c="dimmed">{t('execution.noDrawing')}</Text>;
  return (
    <Box h={360}>
      {drawing.data && <WorkflowView drawing={drawing.data} states={states} selected={selected} onSelect={onSelect} />}
    </Box>
  );
}
