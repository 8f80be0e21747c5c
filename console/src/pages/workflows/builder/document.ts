import type { components } from '../../../api/schema';
import { NODE_HEIGHT, type Point, places } from '../../../canvas/layout';
import { type Drawing, edgeId, exitOf, type NodeType, said, type WorkflowEdge, type WorkflowNode } from '../../../canvas/workflow';

export type Trigger = components['schemas']['WorkflowTrigger'];

/** What is drawn, saved and published. Never changed in place: every change is a new one. */
export interface WorkflowDocument extends Drawing {
  trigger: Trigger | null;
  settings: components['schemas']['WorkflowSettings'];
}

export interface Clip {
  nodes: WorkflowNode[];
  edges: WorkflowEdge[];
}

const BELOW = NODE_HEIGHT + 64;
const ASIDE = 48;

export function startOf(document: WorkflowDocument): WorkflowNode | undefined {
  return document.nodes.find((node) => node.type === 'start');
}

export function nodeOf(document: Drawing, id: string | null): WorkflowNode | undefined {
  return document.nodes.find((node) => node.id === id);
}

/** Ids are numbers that count on: templates say `node.7`, so that a number is never given twice while it is mentioned. */
export function nextId(nodes: WorkflowNode[]): string {
  const numbers = nodes.map((node) => Number(node.id)).filter(Number.isInteger);
  return String(Math.max(0, ...numbers) + 1);
}

/** A name that no other node has: templates may use it. */
export function freeName(nodes: WorkflowNode[], wanted: string): string {
  const taken = new Set(nodes.map((node) => (node.name ?? '').toLowerCase()));
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted} ${count}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

const DEFAULTS: Partial<Record<NodeType, Record<string, unknown>>> = {
  http: { method: 'POST', url: '', body_type: 'json' },
  rule: { conditions: { and: [{ variable: '', operator: 'eq', value: '' }] } },
  transform: { expression: '' },
  delay: { amount: 5, unit: 'minutes' },
  log: { level: 'info', title: '' },
  response: { status_code: 200, body: {} },
  action: { fields: {} },
};

/** @param after the node (and the exit of a rule) that the new one follows; without it, it stands alone */
export function addNode(
  document: WorkflowDocument,
  type: NodeType,
  name: string,
  after?: { id: string; exit?: 'true' | 'false' },
  more: Record<string, unknown> = {},
): { document: WorkflowDocument; id: string } {
  const id = nextId(document.nodes);
  const where = places(document);
  const from = after && where.get(after.id);
  const lowest = Math.max(0, ...[...where.values()].map((point) => point.y));
  const wanted = from ? { x: from.x, y: from.y + BELOW } : { x: where.values().next().value?.x ?? 0, y: lowest + BELOW };
  const node = { id, type, name: freeName(document.nodes, name), position: freePlace(wanted, [...where.values()]), ...DEFAULTS[type], ...more } as WorkflowNode;
  const exit = after && nodeOf(document, after.id)?.type === 'rule' ? (after.exit ?? freeExit(document, after.id)) : undefined;
  const edges = after ? [...document.edges, { source: after.id, target: id, ...(exit ? { sourceHandle: exit } : {}) }] : document.edges;
  return { document: { ...placed(document), nodes: [...placed(document).nodes, node], edges }, id };
}

function freeExit(document: Drawing, rule: string): 'true' | 'false' {
  return document.edges.some((edge) => edge.source === rule && exitOf(edge) === 'true') ? 'false' : 'true';
}

function freePlace(wanted: Point, taken: Point[]): Point {
  const place = { ...wanted };
  while (taken.some((point) => Math.abs(point.x - place.x) < 200 && Math.abs(point.y - place.y) < NODE_HEIGHT)) place.x += 260;
  return place;
}

/** With a place for every node, so that adding one does not move the others. */
export function placed(document: WorkflowDocument): WorkflowDocument {
  const where = places(document);
  return moved(document, where);
}

export function moved(document: WorkflowDocument, where: Map<string, Point>): WorkflowDocument {
  const nodes = document.nodes.map((node) => {
    const point = where.get(node.id);
    return !point || (node.position?.x === point.x && node.position.y === point.y) ? node : { ...node, position: point };
  });
  return nodes.every((node, index) => node === document.nodes[index]) ? document : { ...document, nodes };
}

/** Takes nodes away, never Start. The one before and the one after a single node are connected, where that is clear. */
export function removeNodes(document: WorkflowDocument, ids: string[]): WorkflowDocument {
  const gone = new Set(ids.filter((id) => nodeOf(document, id)?.type !== 'start'));
  if (gone.size === 0) return document;
  const edges = document.edges.filter((edge) => !gone.has(edge.source) && !gone.has(edge.target));
  const [only] = [...gone];
  const before = document.edges.filter((edge) => edge.target === only);
  const after = document.edges.filter((edge) => edge.source === only);
  const bridge = gone.size === 1 && before.length === 1 && after.length === 1 ? { ...before[0]!, target: after[0]!.target } : undefined;
  const isNew = bridge && !edges.some((edge) => edgeId(edge) === edgeId(bridge));
  return { ...document, nodes: document.nodes.filter((node) => !gone.has(node.id)), edges: isNew ? [...edges, bridge] : edges };
}

export function removeEdges(document: WorkflowDocument, ids: string[]): WorkflowDocument {
  const edges = document.edges.filter((edge) => !ids.includes(edgeId(edge)));
  return edges.length === document.edges.length ? document : { ...document, edges };
}

/** Why an edge cannot be drawn; undefined: it can. */
export function refusal(document: Drawing, edge: WorkflowEdge): 'self' | 'start' | 'double' | 'circle' | undefined {
  if (edge.source === edge.target) return 'self';
  if (nodeOf(document, edge.target)?.type === 'start') return 'start';
  if (document.edges.some((other) => edgeId(other) === edgeId(edge))) return 'double';
  return reaches(document, edge.target, edge.source) ? 'circle' : undefined;
}

function reaches(document: Drawing, from: string, to: string): boolean {
  const open = [from];
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (!seen.has(id)) {
      seen.add(id);
      document.edges.filter((edge) => edge.source === id).forEach((edge) => open.push(edge.target));
    }
  }
  return false;
}

export function connect(document: WorkflowDocument, edge: WorkflowEdge): WorkflowDocument {
  const exit = nodeOf(document, edge.source)?.type === 'rule' ? (exitOf(edge) ?? 'true') : undefined;
  const drawn = { source: edge.source, target: edge.target, ...(exit ? { sourceHandle: exit } : {}) };
  return refusal(document, drawn) ? document : { ...document, edges: [...document.edges, drawn] };
}

/** Says something of a node, at its top; what published clients wrote elsewhere no longer counts then. */
export function withNode(document: WorkflowDocument, id: string, change: Record<string, unknown>): WorkflowDocument {
  const nodes = document.nodes.map((node) => {
    if (node.id !== id) return node;
    const next: Record<string, unknown> = { ...node };
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) delete next[name];
      else next[name] = value;
      for (const place of ['settings', 'options', 'data']) next[place] = without(next[place], name);
    }
    return next as WorkflowNode;
  });
  return { ...document, nodes };
}

function without(place: unknown, name: string): unknown {
  if (typeof place !== 'object' || place === null || !(name in place)) return place;
  const { [name]: _, ...rest } = place as Record<string, unknown>;
  return rest;
}

export function copy(document: WorkflowDocument, ids: string[]): Clip {
  const chosen = placed(document).nodes.filter((node) => ids.includes(node.id) && node.type !== 'start');
  const inside = new Set(chosen.map((node) => node.id));
  return { nodes: chosen, edges: document.edges.filter((edge) => inside.has(edge.source) && inside.has(edge.target)) };
}

/** Puts copies in, a little aside; what they say of each other means the copies. */
export function paste(document: WorkflowDocument, clip: Clip): { document: WorkflowDocument; ids: string[] } {
  const nodes = [...placed(document).nodes];
  const renamed = new Map<string, string>();
  clip.nodes.forEach((node) => {
    const id = nextId(nodes);
    renamed.set(node.id, id);
    const { x = 0, y = 0 } = node.position ?? {};
    nodes.push({ ...node, id, name: freeName(nodes, node.name ?? ''), position: { x: x + ASIDE, y: y + ASIDE } });
  });
  const ids = [...renamed.values()];
  const finished = nodes.map((node) => (ids.includes(node.id) ? retold(node, renamed) : node));
  const edges = clip.edges.map((edge) => ({ ...edge, source: renamed.get(edge.source)!, target: renamed.get(edge.target)! }));
  return { document: { ...document, nodes: finished, edges: [...document.edges, ...edges] }, ids };
}

function retold(node: WorkflowNode, renamed: Map<string, string>): WorkflowNode {
  const text = JSON.stringify(node).replace(/\{\{[^}]*\}\}/g, (placeholder) =>
    placeholder.replace(/\bnode\.([\w-]+)/g, (whole, id: string) => (renamed.has(id) ? `node.${renamed.get(id)}` : whole)),
  );
  return JSON.parse(text) as WorkflowNode;
}

/** The inputs of an action, wherever they stand. */
export function fieldsOf(node: WorkflowNode): Record<string, unknown> {
  const fields = said(node, 'fields');
  if (typeof fields === 'object' && fields !== null) return fields as Record<string, unknown>;
  const { app: _app, action: _action, ...inputs } = (node.data ?? {}) as Record<string, unknown>;
  return inputs;
}
