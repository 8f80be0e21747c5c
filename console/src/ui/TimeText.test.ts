import { describe, expect, it } from 'vitest';
import { duration, relativeTime } from './TimeText';

describe('relativeTime', () => {
  const now = new Date('2026-01-10T12:00:00Z');
  it('uses the largest unit that fits', () => {
    expect(relativeTime(new Date('2026-01-10T11:57:00Z'), now)).toBe('3 minutes ago');
    expect(relativeTime(new Date('2026-01-10T14:10:00Z'), now)).toBe('in 2 hours');
    expect(relativeTime(new Date('2026-01-10T12:00:00Z'), now)).toBe('now');
  });
  it('says the date when it is more than six days away', () => {
    expect(relativeTime(new Date('2025-12-01T12:00:00Z'), now)).toContain('2025');
  });
});

describe('duration', () => {
  it('grows from milliseconds to minutes', () => {
    expect([duration(850), duration(1_240), duration(184_000)]).toEqual(['850 ms', '1.2 s', '3 min 4 s']);
  });
});
