import type { components } from '../api/schema';

export type WorkflowNode = components['schemas']['WorkflowNode'];
export type WorkflowEdge = components['schemas']['WorkflowEdge'];
export type NodeType = WorkflowNode['type'];

/** What is drawn: a draft, a version, or what an execution ran on. */
export interface Drawing {
  nodes: WorkflowNode[];
  edges: WorkflowEdge[];
}

/** What is said of a node may stand in the node itself, or where published clients put it. */
export function said(node: WorkflowNode, name: string): unknown {
  const own = (node as Record<string, unknown>)[name];
  if (own !== undefined && own !== null) return own;
  for (const place of [node.settings, node.options, node.data]) {
    const there = (place as Record<string, unknown> | null | undefined)?.[name];
    if (there !== undefined && there !== null) return there;
  }
  return undefined;
}

export function saidText(node: WorkflowNode, name: string): string {
  const value = said(node, name);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** By which exit an edge leaves a rule; undefined elsewhere. */
export function exitOf(edge: WorkflowEdge): 'true' | 'false' | undefined {
  const handle = String(edge.sourceHandle ?? '');
  return handle === 'true' || handle === 'false' ? handle : undefined;
}

export function edgeId(edge: WorkflowEdge): string {
  return `${edge.source}:${exitOf(edge) ?? ''}:${edge.target}`;
}
