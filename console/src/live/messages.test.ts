import { describe, expect, it } from 'vitest';
import { MessageReader } from './messages';

const STREAM = 'retry: 2000\n\nevent: execution\ndata: {"a":1}\n\n: still here\n\nid: 7\n\nevent: more\ndata: {}\nid: 8\n\n';

describe('a stream of server-sent events', () => {
  it('is read the same wherever the network cuts it', () => {
    for (let size = 1; size <= STREAM.length; size++) {
      const reader = new MessageReader();
      const messages = [];
      for (let at = 0; at < STREAM.length; at += size) messages.push(...reader.take(STREAM.slice(at, at + size)));
      expect(messages).toEqual([
        { type: 'execution', data: '{"a":1}' },
        { type: 'more', data: '{}' },
      ]);
      expect(reader.lastId).toBe('8');
    }
  });

  it('knows the id of a silent heartbeat, and nothing of an unfinished message', () => {
    const reader = new MessageReader();
    expect(reader.take(': still here\n\nid: 5\n\nevent: node\ndata: {')).toEqual([]);
    expect(reader.lastId).toBe('5');
  });
});
