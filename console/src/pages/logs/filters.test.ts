import { describe, expect, it } from 'vitest';
import { fromField, isNarrowed, readFilters, toField } from './filters';

describe('filters of logs', () => {
  it('takes what it knows from the address, numbers too', () => {
    expect(readFilters({ status: 'ERRORED', linked_account_id: 42, page: 2, gossip: 'x', slug: '' })).toEqual({
      status: 'ERRORED',
      linked_account_id: '42',
    });
  });

  it('an older part of the list is not a narrower list', () => {
    expect(isNarrowed({ cursor: 'x' })).toBe(false);
    expect(isNarrowed({ cursor: 'x', event: 'e' })).toBe(true);
  });

  it('keeps an instant over its way through a field', () => {
    expect(fromField(toField('2026-01-31T09:30:00.000Z'))).toBe('2026-01-31T09:30:00.000Z');
    expect(fromField('')).toBeUndefined();
    expect(toField('nonsense')).toBe('');
  });
});
