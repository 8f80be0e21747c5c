import { describe, expect, it } from 'vitest';
import { offsetOf, placeOf, readJsonText } from './jsonText';

describe('readJsonText', () => {
  it.each([
    ['{}'], ['[]'], ['"a\\u00e9\\n"'], ['-0.5e+10'], [' {"a": [1, true, null, {"b": "c"}]} \n'], ['{"": 1}'],
  ])('reads %s', (text) => {
    expect(readJsonText(text).problem).toBeUndefined();
  });

  it.each([
    ['', 'empty', 0],
    ['{"a": Mark}', 'value', 6],
    ['{a: 1}', 'name', 1],
    ['{"a" 1}', 'colon', 5],
    ['{"a": 1 "b": 2}', 'commaOrBrace', 8],
    ['{"a": 1,}', 'trailingComma', 8],
    ['[1 2]', 'commaOrBracket', 3],
    ['[1,]', 'trailingComma', 3],
    ['{} x', 'afterEnd', 3],
    ['{"a": "b\n}', 'openString', 6],
    ['"\\x"', 'escape', 1],
    ['"\t"', 'control', 1],
    ['01', 'number', 0],
    ['1.', 'number', 0],
    ['{"a": 1', 'commaOrBrace', 7],
    ["{'a': 1}", 'name', 1],
  ])('says where %j is wrong', (text, reason, from) => {
    expect(readJsonText(text).problem).toMatchObject({ reason, from });
  });

  it('agrees with the browser on what is JSON', () => {
    const texts = ['{"a":1}', '{"a":1', '[1,2,]', 'nul', 'null', '1e5', '1e', '-', '"\\u12"', '{"a":"\\/"}', 'truex', '[[[[]]]]'];
    for (const text of texts) {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(readJsonText(text).problem === undefined, text).toBe(isJson);
    }
  });

  it('finds every value by its pointer', () => {
    const text = '{"a": {"b/c": [10, 20]}}';
    const range = readJsonText(text).ranges.get('/a/b~1c/1');
    expect(range && text.slice(range.from, range.to)).toBe('20');
  });

  it('does not go deeper than the server', () => {
    expect(readJsonText('['.repeat(70) + ']'.repeat(70)).problem?.reason).toBe('tooDeep');
  });
});

describe('places', () => {
  it('count from 1, and lead back', () => {
    const text = '{\n  "a": 1,\n  "b" 2\n}';
    const offset = text.indexOf('2');
    expect(placeOf(text, offset)).toEqual({ line: 3, column: 7 });
    expect(offsetOf(text, 3, 7)).toBe(offset);
    expect(offsetOf(text, 99, 1)).toBe(text.length);
  });
});
