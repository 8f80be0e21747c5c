import { describe, expect, it } from 'vitest';
import type { WorkflowNode } from '../../../canvas/workflow';
import { addNode, connect, copy, paste, refusal, removeNodes, type WorkflowDocument, withNode } from './document';

const start: WorkflowNode = { id: '1', type: 'start', name: 'Start' };
const empty: WorkflowDocument = { trigger: { type: 'event', event: 'A' }, nodes: [start], edges: [], settings: {} };

function chain(): WorkflowDocument {
  const first = addNode(empty, 'rule', 'Rule', { id: '1' });
  const second = addNode(first.document, 'log', 'Log', { id: first.id });
  return addNode(second.document, 'log', 'Log', { id: second.id }, { title: '{{node.3.body.level}}' }).document;
}

describe('the document', () => {
  it('gives new nodes a number, a name and a place of their own, and draws the edge', () => {
    const document = chain();
    expect(document.nodes.map((node) => node.id)).toEqual(['1', '2', '3', '4']);
    expect(document.nodes.map((node) => node.name)).toEqual(['Start', 'Rule', 'Log', 'Log 2']);
    expect(document.edges[1]).toEqual({ source: '2', target: '3', sourceHandle: 'true' });
    expect(new Set(document.nodes.map((node) => `${node.position?.x} ${node.position?.y}`)).size).toBe(4);
  });

  it('uses the second exit of a rule when the first is taken', () => {
    expect(addNode(chain(), 'log', 'Other', { id: '2' }).document.edges.at(-1)).toEqual({ source: '2', target: '5', sourceHandle: 'false' });
  });

  it('closes the gap that a removed node leaves, and keeps Start', () => {
    const document = removeNodes(chain(), ['3', '1']);
    expect(document.nodes.map((node) => node.id)).toEqual(['1', '2', '4']);
    expect(document.edges).toContainEqual({ source: '2', target: '4', sourceHandle: 'true' });
  });

  it('refuses edges that lead back, to Start, or twice the same way', () => {
    expect(refusal(chain(), { source: '4', target: '2' })).toBe('circle');
    expect(refusal(chain(), { source: '4', target: '1' })).toBe('start');
    expect(refusal(chain(), { source: '1', target: '2' })).toBe('double');
    expect(connect(chain(), { source: '4', target: '2' }).edges).toHaveLength(3);
  });

  it('pastes copies that mean each other', () => {
    const document = chain();
    const { document: more, ids } = paste(document, copy(document, ['3', '4', '1']));
    expect(ids).toEqual(['5', '6']);
    expect(more.edges.at(-1)).toEqual({ source: '5', target: '6' });
    expect((more.nodes.at(-1) as { title?: string }).title).toBe('{{node.5.body.level}}');
  });

  it('says things at the top of a node, not twice', () => {
    const old: WorkflowDocument = { ...empty, nodes: [start, { id: '2', type: 'action', settings: { action: 'a', retry: {} } }] };
    expect(withNode(old, '2', { action: 'b' }).nodes[1]).toEqual({ id: '2', type: 'action', action: 'b', settings: { retry: {} } });
  });
});
