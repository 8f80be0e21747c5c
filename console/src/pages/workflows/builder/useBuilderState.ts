import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useReducer, useState } from 'react';
import { api, call } from '../../../api/client';
import type { components } from '../../../api/schema';
import { NODE_HEIGHT, NODE_WIDTH, places } from '../../../canvas/layout';
import { useEnvironment } from '../../../shell/routes';
import { useCan } from '../../../shell/session';
import type { Builder, NodeTrial, Problem, TestData } from './BuilderContext';
import { startOf, type WorkflowDocument } from './document';
import { reduce } from './history';
import { useAutosave } from './useAutosave';
import { useExecution, useNodeStates } from './useExecution';

export type StoredWorkflow = components['schemas']['Workflow'];

const CHECK_PAUSE_MILLIS = 400;
const NO_PROBLEMS: Problem[] = [];

export function documentOf(workflow: StoredWorkflow): WorkflowDocument {
  return { trigger: workflow.trigger ?? null, nodes: workflow.nodes ?? [], edges: workflow.edges ?? [], settings: workflow.settings ?? {} };
}

/** Everything that the builder knows, and what can be done to it. */
export function useBuilderState(workflow: StoredWorkflow) {
  const canEdit = useCan('DEVELOPER');
  const [history, dispatch] = useReducer(reduce, workflow, (stored) => ({ past: [], present: documentOf(stored), future: [] }));
  const document = history.present;
  const autosave = useAutosave(workflow._id, document, workflow.revision ?? 1, canEdit);
  const [selected, select] = useState<string[]>([]);
  const [target, setTarget] = useState<{ field: string; at: number } | null>(null);
  const [test, setTest] = useState<TestData>(() => rememberedTest(workflow._id));
  const [trials, setTrials] = useState<Record<string, NodeTrial>>({});
  const [execution, setExecution] = useState<string | null>(null);
  const problems = useProblems(workflow._id, document);
  const states = useNodeStates(useExecution(execution), document);
  const change = useCallback<Builder['change']>(
    (make, about) => dispatch({ type: 'change', make, at: Date.now(), ...(about ? { about } : {}) }),
    [],
  );
  const goTo = useGoTo(document, select, setTarget);
  const adopt = (stored: StoredWorkflow) => {
    const loaded = documentOf(stored);
    autosave.adopt(loaded, stored.revision ?? 1);
    dispatch({ type: 'load', document: loaded });
  };
  const builder: Builder = {
    workflow: { id: workflow._id, name: workflow.name, app: workflow.slug },
    document,
    change,
    canEdit,
    autosave,
    selected,
    select,
    problems,
    target,
    goTo,
    test,
    setTest: (next) => {
      rememberTest(workflow._id, next);
      setTest(next);
    },
    states,
    trials,
    setTrial: (node, trial) => setTrials((before) => ({ ...before, [node]: trial })),
    execution,
    setExecution,
  };
  return {
    builder,
    adopt,
    undo: () => dispatch({ type: 'undo' }),
    redo: () => dispatch({ type: 'redo' }),
    canUndo: canEdit && history.past.length > 0,
    canRedo: canEdit && history.future.length > 0,
  };
}

/** As publishing would say them, a moment after the last change. */
function useProblems(id: string, document: WorkflowDocument): Problem[] {
  const environment = useEnvironment();
  const [checked] = useDebouncedValue(document, CHECK_PAUSE_MILLIS);
  const { data } = useQuery({
    queryKey: ['workflow-problems', environment, id, checked],
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: () => {
      const { trigger, nodes, edges, settings } = checked;
      return call(
        api.POST('/api/v2/public/workflow/{workflow_id}/check', {
          params: { path: { workflow_id: id } },
          body: { draft: { ...(trigger ? { trigger } : {}), nodes, edges, settings } },
        }),
      );
    },
  });
  return data?.problems ?? NO_PROBLEMS;
}

/** Leads to the node and the field of a problem. */
function useGoTo(document: WorkflowDocument, select: (nodes: string[]) => void, setTarget: (target: { field: string; at: number }) => void) {
  const flow = useReactFlow();
  return useCallback(
    (problem: Problem) => {
      const edge = /^edges\.(\d+)/.exec(problem.field ?? '');
      const id = problem.node ?? (edge ? document.edges[Number(edge[1])]?.source : startOf(document)?.id) ?? null;
      if (!id) return;
      select([id]);
      setTarget({ field: problem.field ?? '', at: Date.now() });
      const where = places(document).get(id);
      if (where) void flow.setCenter(where.x + NODE_WIDTH / 2, where.y + NODE_HEIGHT / 2, { zoom: 1, duration: 200 });
    },
    [document, flow, select, setTarget],
  );
}

/** The panel of a node that is chosen takes room: the node is not to be behind its edge. */
export function useInSight(id: string | undefined) {
  const flow = useReactFlow();
  useEffect(() => {
    if (!id) return undefined;
    const timer = setTimeout(() => {
      const node = flow.getNode(id);
      const stage = window.document.querySelector('.react-flow')?.getBoundingClientRect();
      if (!node || !stage) return;
      const { x, y } = flow.flowToScreenPosition(node.position);
      const zoom = flow.getZoom();
      const isInSight = x >= stage.left && y >= stage.top && x + NODE_WIDTH * zoom <= stage.right && y + NODE_HEIGHT * zoom <= stage.bottom;
      if (!isInSight) void flow.setCenter(node.position.x + NODE_WIDTH / 2, node.position.y + NODE_HEIGHT / 2, { zoom, duration: 200 });
    }, 80);
    return () => clearTimeout(timer);
  }, [flow, id]);
}

const EMPTY: TestData = { account: null, from: 'sample', own: '{\n}' };

function rememberedTest(id: string): TestData {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(`zaffre.test.${id}`) ?? '{}') as Partial<TestData>) };
  } catch {
    return EMPTY;
  }
}

function rememberTest(id: string, test: TestData) {
  sessionStorage.setItem(`zaffre.test.${id}`, JSON.stringify(test));
}
