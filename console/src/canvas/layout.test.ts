import { describe, expect, it } from 'vitest';
import { arranged, places } from './layout';
import type { WorkflowNode } from './workflow';

const node = (id: string, position?: { x: number; y: number }): WorkflowNode => ({ id, type: 'log', ...(position ? { position } : {}) });

describe('layout', () => {
  it('puts what runs later below', () => {
    const where = arranged({ nodes: [node('1'), node('2'), node('3')], edges: [{ source: '1', target: '2' }, { source: '1', target: '3' }] });
    expect(where.get('2')!.y).toBeGreaterThan(where.get('1')!.y);
    expect(where.get('2')!.y).toBe(where.get('3')!.y);
    expect(where.get('2')!.x).not.toBe(where.get('3')!.x);
  });

  it('leaves nodes where they were put, unless one has no place', () => {
    expect(places({ nodes: [node('1', { x: 5, y: 7 })], edges: [] }).get('1')).toEqual({ x: 5, y: 7 });
    expect(places({ nodes: [node('1', { x: 500, y: 7 }), node('2')], edges: [] }).get('1')!.x).not.toBe(500);
  });

  it('does not trip over edges to nowhere', () => {
    expect(arranged({ nodes: [node('1')], edges: [{ source: '1', target: '9' }] }).size).toBe(1);
  });
});
