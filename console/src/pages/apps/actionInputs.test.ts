import { expect, it } from 'vitest';
import { exampleOf, inputsOf, missingOf } from './actionInputs';
import type { ActionField } from './types';

function field(name: string, type: string, more: Partial<ActionField> = {}): ActionField {
  return { name, label: name, type, required: false, ...more };
}

it('inputs become what their fields take', () => {
  const fields = [field('n', 'number'), field('b', 'boolean'), field('o', 'object'), field('l', 'multi-select'), field('t', 'text'), field('empty', 'text')];
  const { body, problems } = inputsOf(fields, { n: '7', b: true, o: '{"a":1}', l: ['x'], t: '7', empty: '' });
  expect(body).toEqual({ n: 7, b: true, o: { a: 1 }, l: ['x'], t: '7' });
  expect(problems).toEqual({});
});

it('what is no JSON is told by its field', () => {
  expect(inputsOf([field('o', 'json')], { o: '{' }).problems).toEqual({ o: true });
});

it('required fields without value and default are missing', () => {
  const fields = [field('a', 'text', { required: true }), field('b', 'text', { required: true, default: 'x' }), field('c', 'text')];
  expect(missingOf(fields, {})).toEqual(['a']);
});

it('an object is shown by its members', () => {
  expect(exampleOf(field('o', 'object', { fields: [field('street', 'text'), field('no', 'number')] }))).toBe('{"street":"text","no":1}');
});
