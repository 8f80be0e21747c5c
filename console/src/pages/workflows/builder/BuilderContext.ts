import { createContext, useContext } from 'react';
import type { components } from '../../../api/schema';
import type { NodeState } from '../../../canvas/flow';
import type { Autosave } from './useAutosave';
import type { WorkflowDocument } from './document';

export type Problem = components['schemas']['WorkflowProblem'];
export type NodeTrial = components['schemas']['WorkflowNodeTestRun'];

/** What fields are previewed on, and what a run is started with. */
export interface TestData {
  account: string | null;
  from: 'sample' | 'last_event' | 'own';
  own: string;
}

export interface Builder {
  workflow: { id: string; name: string; app: string };
  document: WorkflowDocument;
  /** @param about changes of the same thing in quick succession are undone together */
  change: (change: (document: WorkflowDocument) => WorkflowDocument, about?: string) => void;
  canEdit: boolean;
  autosave: Autosave;
  selected: string[];
  select: (nodes: string[]) => void;
  problems: Problem[];
  /** The field of the selected node that is to be looked at: a problem led here. */
  target: { field: string; at: number } | null;
  goTo: (problem: Problem) => void;
  test: TestData;
  setTest: (test: TestData) => void;
  states: Record<string, NodeState>;
  /** Results of single nodes, by id. */
  trials: Record<string, NodeTrial>;
  setTrial: (node: string, trial: NodeTrial) => void;
  /** The test run that was started last. */
  execution: string | null;
  setExecution: (id: string | null) => void;
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error('Only inside of the workflow builder');
  return builder;
}

/** The payload as the server wants to be told of it; an own payload that is no JSON is not sent. */
export function payloadOf(test: TestData): { payload?: unknown; payload_from?: string } {
  if (test.from !== 'own') return { payload_from: test.from };
  try {
    return { payload: JSON.parse(test.own) as unknown };
  } catch {
    return { payload_from: 'sample' };
  }
}
