import { expect, it } from 'vitest';
import { hasPlaceholder, placeholders, textOf, valueOf } from './placeholders';

it('finds placeholders where the server finds them', () => {
  const text = "Hi {{event.name || 'you'}}, \\{{not}} \\\\{{ node.2.body }}";
  expect(placeholders(text)).toEqual([
    { from: 3, to: 26, path: 'event.name' },
    { from: text.lastIndexOf('{{'), to: text.length, path: 'node.2.body' },
  ]);
  expect(hasPlaceholder('{{open')).toBe(false);
});

it('keeps JSON as JSON and placeholders as text', () => {
  expect(valueOf('{"a": "{{event.b}}"}')).toEqual({ a: '{{event.b}}' });
  expect(valueOf('{{event}}')).toBe('{{event}}');
  expect(valueOf('{"a": ')).toBe('{"a": ');
  expect(valueOf('  ')).toBeUndefined();
  expect(textOf({ a: 1 })).toBe('{\n  "a": 1\n}');
});
