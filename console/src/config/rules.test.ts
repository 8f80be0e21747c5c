import { expect, it } from 'vitest';
import { readRules, writeRules } from './rules';

it('rules are written as they were read', () => {
  const stored = { and: [{ lhs: 'amount', operator: 'gt', rhs: 5 }, { or: [{ lhs: 'plan', operator: 'eq', rhs: 'gold' }] }] };
  expect(writeRules(readRules(stored))).toEqual(stored);
});

it('what asks nothing has no right side, and empty groups go', () => {
  const rules = readRules({ or: [{ lhs: 'plan', operator: 'exist', rhs: 'left over' }, { and: [] }] });
  expect(writeRules(rules)).toEqual({ or: [{ lhs: 'plan', operator: 'exist' }] });
  expect(writeRules(readRules(null))).toBeNull();
  expect(writeRules(readRules('nonsense'))).toBeNull();
});
