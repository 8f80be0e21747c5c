import { MarkerType, type Edge, type Node } from '@xyflow/react';
import { NODE_HEIGHT, NODE_WIDTH, type Point } from './layout';
import { edgeId, exitOf, saidText, type WorkflowEdge, type WorkflowNode } from './workflow';

/** How a node stands in a run; `status` as the server says it (Success, Errored, Waiting …). */
export interface NodeState {
  status: string;
  note?: string;
}

export interface StepData extends Record<string, unknown> {
  step: WorkflowNode;
  detail: string;
  state?: NodeState;
  problems: number;
  /** Whether edges can be drawn from and to it. */
  isOpen: boolean;
}

export type StepNode = Node<StepData, 'step'>;
export type BranchEdge = Edge<{ exit?: 'true' | 'false' }, 'branch'>;

/** What a node does, in a few words: under its name. */
export function detailOf(node: WorkflowNode): string {
  switch (node.type) {
    case 'action':
      return [saidText(node, 'app'), saidText(node, 'action')].filter(Boolean).join(' · ');
    case 'http':
      return [saidText(node, 'method') || 'GET', saidText(node, 'url')].join(' ');
    case 'delay':
      return [saidText(node, 'amount'), saidText(node, 'unit') || 'seconds'].join(' ');
    case 'data_mapper':
      return saidText(node, 'config_field');
    case 'log':
      return saidText(node, 'title');
    case 'response':
      return saidText(node, 'status_code') || '200';
    case 'transform':
      return saidText(node, 'expression').slice(0, 60);
    default:
      return '';
  }
}

export function stepNode(step: WorkflowNode, position: Point, more: Partial<StepData>): StepNode {
  const data: StepData = { step, detail: detailOf(step), problems: 0, isOpen: false, ...more };
  return { id: step.id, type: 'step', position, data, width: NODE_WIDTH, height: NODE_HEIGHT };
}

export function branchEdge(edge: WorkflowEdge): BranchEdge {
  const exit = exitOf(edge);
  return {
    id: edgeId(edge),
    source: edge.source,
    target: edge.target,
    type: 'branch',
    sourceHandle: exit ?? null,
    data: exit ? { exit } : {},
    markerEnd: { type: MarkerType.ArrowClosed, width: 18, height: 18 },
  };
}
