import { describe, expect, it } from 'vitest';
import { failedOf, openOf, percent } from './figures';

describe('figures', () => {
  it('counts failures and what is open by their states', () => {
    const numbers = { by_status: { COMPLETED: 5, ERRORED: 2, TIMED_OUT: 1, STOPPED: 9, WAITING: 3, QUEUED: 1 } };
    expect(failedOf(numbers)).toBe(3);
    expect(openOf(numbers)).toBe(4);
  });

  it('never says 100 % while something failed', () => {
    expect(percent(0.99999)).toBe('99.99%');
    expect(percent(1)).toBe('100%');
    expect(percent(0.5)).toBe('50%');
  });
});
