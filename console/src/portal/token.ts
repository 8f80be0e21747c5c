/** The link's token, and where it is kept: in this tab, for this page. Neither cookies nor anything that outlives the tab. */
const KEPT = 'zaffre.portal.';
const PAGE = /^(.*\/connect\/)([^/?#]+)$/;

export interface Entry {
  token: string;
  /** From the link; the account's usual config when there is none. */
  configId: string | undefined;
}

/**
 * Takes the token out of the address, where it would be read over a shoulder, pasted or kept in the history. What stays is the id of the
 * token, with which a reload finds the page again and which opens nothing. Where nothing can be kept the address stays as it is.
 *
 * @returns undefined: the address was opened in another tab than the link, or holds nothing that is one
 */
export function enter(location: Location, history: History, storage: () => Storage): Entry | undefined {
  const [, base = '', word = ''] = PAGE.exec(location.pathname) ?? [];
  if (word.startsWith('~')) return read(storage, word.slice(1));
  const query = new URLSearchParams(location.search);
  const entry: Entry = { token: word, configId: query.get('config_id') || undefined };
  const id = idOf(word);
  if (id !== undefined && keep(storage, id, entry)) {
    query.delete('config_id');
    const rest = query.toString();
    history.replaceState(history.state, '', `${base}~${id}${rest ? `?${rest}` : ''}${location.hash}`);
  }
  return word ? entry : undefined;
}

/** The id that a token says of itself (RFC 7519, `jti`); whether it is true the server knows. */
export function idOf(token: string): string | undefined {
  try {
    const payload = token.split('.')[1] ?? '';
    const claims: unknown = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
    const id = typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>)['jti'] : undefined;
    return typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

function keep(storage: () => Storage, id: string, entry: Entry): boolean {
  try {
    storage().setItem(KEPT + id, JSON.stringify(entry));
    return storage().getItem(KEPT + id) !== null;
  } catch {
    return false;
  }
}

function read(storage: () => Storage, id: string): Entry | undefined {
  try {
    const kept: unknown = JSON.parse(storage().getItem(KEPT + id) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { token, configId } = kept as Partial<Entry>;
    return typeof token === 'string' ? { token, configId: typeof configId === 'string' ? configId : undefined } : undefined;
  } catch {
    return undefined;
  }
}
