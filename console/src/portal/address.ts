import { useSyncExternalStore } from 'react';

/** Where in the portal the customer is; it lives in the query, because the path is the link's. */
export interface Place {
  app?: string | undefined;
  tab?: string | undefined;
}

const changed = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  changed.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    changed.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

export function usePlace(): Place {
  const query = new URLSearchParams(useSyncExternalStore(subscribe, () => window.location.search));
  return { app: query.get('app') ?? undefined, tab: query.get('tab') ?? undefined };
}

export function hrefOf(place: Place): string {
  const query = new URLSearchParams();
  if (place.app) query.set('app', place.app);
  if (place.tab) query.set('tab', place.tab);
  const text = query.toString();
  return text ? `?${text}` : window.location.pathname;
}

export function go(place: Place, replace = false) {
  window.history[replace ? 'replaceState' : 'pushState'](null, '', hrefOf(place));
  changed.forEach((listener) => listener());
  if (!replace) window.scrollTo(0, 0);
}
