import { describe, expect, it } from 'vitest';
import type { ConfigField } from './types';
import { asOptions, changed, dependents, isNothing, missingParent, onPage, pairsOf } from './values';

function field(id: string, more: Partial<ConfigField> = {}): ConfigField {
  return { id, name: id, field_type: 'text', options: [], labels: [], required: false, hidden: false, multiple: false, ...more };
}

const board = field('board', { value: 'b1' });
const list = field('list', { parent: 'board', value: 'l1' });
const card = field('card', { parent: 'list', value: 'c1' });
const alone = field('alone');

describe('changed', () => {
  it('takes away what hung on the changed value, and nothing else', () => {
    expect(changed([board, list, card, alone], { alone: 'x' }, board, 'b2')).toEqual({ alone: 'x', board: 'b2', list: null, card: null });
  });
  it('an emptied field is taken away', () => {
    expect(changed([alone], {}, alone, '')).toEqual({ alone: null });
  });
});

describe('dependents', () => {
  it('follows the chain and ends on a circle', () => {
    expect(dependents([board, list, card], 'board').map(({ id }) => id)).toEqual(['list', 'card']);
    const circle = [field('a', { parent: 'b' }), field('b', { parent: 'a' })];
    expect(dependents(circle, 'a').map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('missingParent', () => {
  it('is the parent without a value', () => {
    expect(missingParent([board, list], list, {})).toBeUndefined();
    expect(missingParent([board, list], list, { board: null })).toBe(board);
  });
});

describe('asOptions', () => {
  it('keeps numbers numbers, and each value once', () => {
    const { data, real } = asOptions([{ name: 'One', value: 1 }, { name: 'Again', value: 1 }, { name: 'Two', value: 'two' }]);
    expect(data).toEqual([{ value: '1', label: 'One' }, { value: 'two', label: 'Two' }]);
    expect(real.get('1')).toBe(1);
  });
});

describe('pages', () => {
  it('a field without a page is on the first, a hidden one nowhere', () => {
    const fields = [field('a'), field('b', { associated_page: 'Two' }), field('c', { hidden: true })];
    expect(onPage(fields, ['One', 'Two'], 'One').map(({ id }) => id)).toEqual(['a']);
    expect(onPage(fields, ['One', 'Two'], 'Two').map(({ id }) => id)).toEqual(['b']);
    expect(onPage(fields, [], undefined).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

it('mappings are rows', () => {
  expect(pairsOf({ first: 'FirstName', n: 7 })).toEqual([['first', 'FirstName'], ['n', '7']]);
  expect(pairsOf(null)).toEqual([]);
  expect([isNothing([]), isNothing(0), isNothing(false)]).toEqual([true, false, false]);
});
