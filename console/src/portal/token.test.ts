import { describe, expect, it } from 'vitest';
import { enter, idOf } from './token';

const ID = '0199c0de-0000-7000-8000-00000000aa01';
const TOKEN = `h.${btoa(JSON.stringify({ jti: ID })).replace(/=+$/, '')}.s`;

function tab(path: string, storage: Storage | undefined = memory()) {
  const url = new URL(`https://zaffre.example.com${path}`);
  const shown: string[] = [];
  const history = { state: null, replaceState: (_: unknown, __: string, address: string) => shown.push(address) } as unknown as History;
  const location = { pathname: url.pathname, search: url.search, hash: url.hash } as Location;
  const entry = enter(location, history, () => {
    if (!storage) throw new DOMException('denied', 'SecurityError');
    return storage;
  });
  return { entry, shown, storage };
}

function memory(): Storage {
  const kept = new Map<string, string>();
  return { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) } as unknown as Storage;
}

describe('the token', () => {
  it('leaves the address, and a reload finds it again', () => {
    const first = tab(`/connect/${TOKEN}?config_id=acme&app=crm`);
    expect(first.entry).toEqual({ token: TOKEN, configId: 'acme' });
    expect(first.shown).toEqual([`/connect/~${ID}?app=crm`]);
    expect(tab(`/connect/~${ID}?app=crm`, first.storage).entry).toEqual(first.entry);
  });

  it('stays where nothing can be kept, because a reload must work', () => {
    const { entry, shown } = (() => {
      const url = new URL(`https://zaffre.example.com/connect/${TOKEN}`);
      const seen: string[] = [];
      const found = enter({ pathname: url.pathname, search: '', hash: '' } as Location, { replaceState: () => seen.push('x') } as unknown as History, () => {
        throw new DOMException('denied', 'SecurityError');
      });
      return { entry: found, shown: seen };
    })();
    expect(entry?.token).toBe(TOKEN);
    expect(shown).toEqual([]);
  });

  it('is not in another tab', () => {
    expect(tab(`/connect/~${ID}`).entry).toBeUndefined();
  });

  it('has no id when it is none', () => {
    for (const word of ['', 'x', 'a.b.c', `a.${btoa('7')}.c`, `a.${btoa('{"jti":"../x"}')}.c`]) expect(idOf(word)).toBeUndefined();
  });
});
