import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, call } from '../../../api/client';
import type { components } from '../../../api/schema';
import type { NodeState } from '../../../canvas/flow';
import type { Drawing } from '../../../canvas/workflow';
import { useEnvironment } from '../../../shell/routes';

export type Execution = components['schemas']['Execution'];

const OVER = new Set(['COMPLETED', 'ERRORED', 'STOPPED', 'TIMED_OUT', 'TERMINATED']);
/** Often enough to see nodes light up; it ends with the run. */
const LOOK_MILLIS = 400;

export function isOver(execution: Execution | undefined): boolean {
  return execution !== undefined && OVER.has(execution.status);
}

/** A test run as it stands, looked at again until it is over. */
export function useExecution(id: string | null): Execution | undefined {
  const environment = useEnvironment();
  const { data } = useQuery({
    queryKey: ['execution', environment, id, 'builder'],
    enabled: id !== null,
    queryFn: () => call(api.GET('/api/v2/public/execution/{execution_id}', { params: { path: { execution_id: id ?? '' } } })),
    refetchInterval: (query) => (isOver(query.state.data) ? false : LOOK_MILLIS),
  });
  return id === null ? undefined : data;
}

/** How the nodes stand: one is running when all before it are through and the run goes on. */
export function useNodeStates(execution: Execution | undefined, drawing: Drawing): Record<string, NodeState> {
  return useMemo(() => {
    const states: Record<string, NodeState> = {};
    execution?.nodes?.forEach((node) => (states[node.node_id] = { status: node.node_status }));
    if (!execution || isOver(execution)) return states;
    const through = new Set(Object.keys(states).filter((id) => ['Success', 'Errored_and_Skipped', 'Rejected'].includes(states[id]?.status ?? '')));
    for (const node of drawing.nodes) {
      const before = drawing.edges.filter((edge) => edge.target === node.id);
      const isNext = states[node.id]?.status === 'Ready' && before.every((edge) => through.has(edge.source));
      if (isNext) states[node.id] = { status: 'Running' };
    }
    return states;
  }, [execution, drawing]);
}
