import { describe, expect, it } from 'vitest';
import { eventCall, executionsIn, skippedIn, workflowCall } from './request';

const FORM = { base: 'http://x', account: 'acme', configId: '', headers: [{ name: 'Idempotency-Key', value: 'k1' }, { name: ' ', value: 'nothing' }], payload: '{"a": 1}' };

describe('what is tried', () => {
  it('is an event with its headers', () => {
    const call = eventCall({ ...FORM, configId: 'c1' }, 'Deal Won', 'sandbox-crm');
    expect(call.url).toBe('http://x/api/v2/public/event/sandbox-crm');
    expect(call.headers).toMatchObject({ linked_account_id: 'acme', config_id: 'c1', 'Idempotency-Key': 'k1' });
    expect(Object.keys(call.headers)).not.toContain(' ');
    expect(JSON.parse(call.body ?? '')).toEqual({ event: 'Deal Won', payload: { a: 1 } });
  });

  it('is a workflow, waited for or not', () => {
    expect(workflowCall(FORM, 'w/1', true).headers['sync_execution']).toBe('true');
    expect(workflowCall(FORM, 'w/1', false).headers['sync_execution']).toBeUndefined();
    expect(workflowCall({ ...FORM, payload: ' ' }, 'w/1', false)).toMatchObject({ url: 'http://x/api/v2/public/workflow/w%2F1/execute', body: '{}' });
  });

  it('keeps a payload that is not JSON as it is, so that the server says what is wrong', () => {
    expect(eventCall({ ...FORM, payload: '{a}' }, 'E', null).body).toContain('{a}');
  });
});

describe('what is answered', () => {
  it('names executions of an event and of a workflow', () => {
    expect(executionsIn({ executions: [{ id: '1' }, { id: '2' }] })).toEqual(['1', '2']);
    expect(executionsIn({ execution_id: '3' })).toEqual(['3']);
    expect(executionsIn({ message: 'no' })).toEqual([]);
    expect(executionsIn(undefined)).toEqual([]);
  });

  it('names what was skipped', () => {
    expect(skippedIn({ skipped: [{ message: 'not enabled' }] })).toEqual(['not enabled']);
    expect(skippedIn(undefined)).toEqual([]);
  });
});
