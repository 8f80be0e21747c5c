import { expect, it } from 'vitest';
import { inputOf, previewOf, readChoices, slugOf, writeChoices } from './fieldForms';
import type { FieldDefinition } from './types';

it('choices are written as they are read', () => {
  const choices = readChoices('Gold = gold\n\n silver \nTwo = 2=2');
  expect(choices).toEqual([{ name: 'Gold', value: 'gold' }, { name: 'silver', value: 'silver' }, { name: 'Two', value: '2=2' }]);
  expect(readChoices(writeChoices(choices))).toEqual(choices);
});

it('a key is made of the name', () => {
  expect([slugOf('Default folder!'), slugOf('2nd list'), slugOf('Ünïcode')]).toEqual(['default_folder', '_2nd_list', 'n_code']);
});

it('what is stored goes back without what is nothing, the parent by its key', () => {
  const board: FieldDefinition = { id: '1', key: 'board', name: 'Board', field_type: 'select', options: [], labels: [], help_text: null, parent: null };
  const list: FieldDefinition = { ...board, id: '2', key: 'list', name: 'List', parent: '1', required: true };
  expect(inputOf(list, [board, list])).toEqual({ key: 'list', name: 'List', field_type: 'select', required: true, parent: 'board' });
});

it('the preview has pages and parents', () => {
  const preview = previewOf('crm', [{ key: 'a', name: 'A', field_type: 'text', associated_page: 'One' }, { key: 'b', name: 'B', field_type: 'text', parent: 'a' }]);
  expect(preview.pages).toEqual(['One']);
  expect(preview.fields[1]?.parent).toBe('0');
});
