import { describe, expect, it } from 'vitest';
import { contrast, hex, parse, readable, shades } from './colors';

const white = parse('#fff')!;
const night = parse('#242424')!;

describe('colours', () => {
  it('are read in both lengths, and nothing else is one', () => {
    expect([parse('#fff'), parse('#0B7285')]).toEqual([[255, 255, 255], [11, 114, 133]]);
    for (const text of ['red', '#ff', '#12345g', 'url(x)', '', null, undefined]) expect(parse(text)).toBeUndefined();
  });

  it('can be read on light and on dark whatever the company chose', () => {
    for (const text of ['#ffff00', '#000000', '#ffffff', '#777777', '#2440c8', '#ff0000', '#00ff88']) {
      for (const background of [white, night]) expect(contrast(readable(parse(text)!, background, 4.5), background)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('stay as they are when they can be read', () => {
    expect(hex(readable(parse('#0b7285')!, white, 4.5))).toBe('#0b7285');
  });

  it('have ten shades with themselves as the seventh', () => {
    expect(shades(parse('#0b7285')!)).toHaveLength(10);
    expect(shades(parse('#0b7285')!)[6]).toBe('#0b7285');
  });
});
