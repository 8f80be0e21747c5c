import { expect, it } from 'vitest';
import type { WorkflowDocument } from './document';
import { type History, reduce } from './history';

const document = (name: string): WorkflowDocument => ({ trigger: { event: name }, nodes: [], edges: [], settings: {} });
const begin: History = { past: [], present: document('a'), future: [] };

it('goes back and forth, and forgets the future on a new change', () => {
  const one = reduce(begin, { type: 'change', make: () => document('b'), at: 0 });
  const back = reduce(one, { type: 'undo' });
  expect(back.present).toBe(begin.present);
  expect(reduce(back, { type: 'redo' }).present).toBe(one.present);
  expect(reduce(back, { type: 'change', make: () => document('c'), at: 1 }).future).toEqual([]);
  expect(reduce(begin, { type: 'undo' })).toBe(begin);
});

it('takes what is typed in one go as one step', () => {
  const one = reduce(begin, { type: 'change', make: () => document('b'), about: '2 url', at: 0 });
  const two = reduce(one, { type: 'change', make: () => document('bc'), about: '2 url', at: 500 });
  expect(two.past).toHaveLength(1);
  expect(reduce(two, { type: 'change', make: () => document('bcd'), about: '2 url', at: 5000 }).past).toHaveLength(2);
});
