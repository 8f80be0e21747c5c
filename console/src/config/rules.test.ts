import { describe, expect, it } from 'vitest';
import { readRules, withRow, writeRules } from './rules';
import { asList, byPage, inputOptions, keyOf, valueOf } from './values';
import type { ConfigField } from './types';

const row = { lhs: 'amount', operator: 'greater', rhs: 100 };

describe('rules', () => {
  it('are written as they were read', () => {
    const kept = { and: [row, { or: [row, { ...row, rhs: 'x' }] }] };
    expect(writeRules(readRules(kept))).toEqual(kept);
  });

  it('are none when they have another form', () => {
    for (const value of [null, 'text', [], { and: 'x' }, { and: [null, 7, {}] }]) {
      expect(writeRules(readRules(value))).toBeNull();
    }
  });

  it('lose a row that is taken away', () => {
    const group = readRules({ or: [row, { ...row, lhs: 'name' }] });
    expect(writeRules(withRow(group, 0, undefined))).toEqual({ or: [{ ...row, lhs: 'name' }] });
    expect(writeRules(withRow(withRow(group, 0, undefined), 0, undefined))).toBeNull();
  });
});

describe('values', () => {
  it('keep the type of an option through an input that knows texts only', () => {
    const options = [{ name: 'Seven', value: 7 }, { name: 'Yes', value: true }, { name: 'Text', value: 'text' }, { name: 'Again', value: 7 }];
    for (const option of options) expect(valueOf(keyOf(option.value), options)).toBe(option.value);
    expect(inputOptions(options).map((option) => option.label)).toEqual(['Seven', 'Yes', 'Text']);
    expect(valueOf('unlisted', options)).toBe('unlisted');
  });

  it('are lists where several may be chosen', () => {
    expect([asList(null), asList('a'), asList(['a', 'b'])]).toEqual([[], ['a'], ['a', 'b']]);
  });

  it('stand on the page that a field names, the others first', () => {
    const field = (id: string, page?: string) => ({ id, associated_page: page ?? null }) as ConfigField;
    expect(byPage([field('a', 'Two'), field('b'), field('c', 'Two')]).map(([page, fields]) => [page, fields.map((each) => each.id)])).toEqual([
      ['', ['b']],
      ['Two', ['a', 'c']],
    ]);
  });
});
