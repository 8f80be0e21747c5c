import { useCallback, useEffect, useRef, useState } from 'react';
import { api, type AppDetail, call } from './calls';
import type { Values } from './useKeys';

/** A way to a provider is good for ten minutes. */
const LONGEST_MILLIS = 10 * 60_000;
const LOOK_EVERY_MILLIS = 1_500;
const DONE = ['created', 'reauthenticated'];

export type State = 'idle' | 'starting' | 'waiting' | 'blocked' | 'closed';

interface Line {
  _id: string;
  event: string;
  message?: string | null;
}

/**
 * The customer's way to a provider's page and back. How it ended the log of the app's connections says: nothing of the window is read,
 * which may be of another site, in another partition of the browser, or cut off from this page by the provider.
 */
export function useJourney(app: AppDetail, onConnected: () => Promise<void>) {
  const [state, setState] = useState<State>('idle');
  const [failure, setFailure] = useState<unknown>();
  const [link, setLink] = useState('');
  const popup = useRef<Window | null>(null);
  const since = useRef<{ line: string; at: number } | undefined>(undefined);
  const arrived = useRef(onConnected);
  arrived.current = onConnected;

  const end = useCallback((how: State, why?: unknown) => {
    popup.current?.close();
    popup.current = null;
    since.current = undefined;
    setFailure(why);
    setState(how);
  }, []);

  const look = useCallback(async () => {
    const began = since.current;
    if (!began) return;
    if (Date.now() - began.at > LONGEST_MILLIS) return end('idle');
    const fresh = (await log(app.slug)).filter((line) => line._id > began.line);
    if (since.current !== began) return;
    if (fresh.some((line) => DONE.includes(line.event))) {
      end('idle');
      await arrived.current();
      return;
    }
    const failed = fresh.find((line) => line.event === 'failed');
    if (failed) end('idle', new Error(failed.message ?? ''));
    else if (popup.current?.closed) setState('closed');
  }, [app.slug, end]);

  useEffect(() => {
    if (state !== 'waiting' && state !== 'closed') return undefined;
    const again = () => void look().catch(() => undefined);
    const timer = setInterval(again, LOOK_EVERY_MILLIS);
    window.addEventListener('focus', again);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', again);
    };
  }, [state, look]);

  const begin = async (inputs: Values, back: boolean) => {
    const newest = (await log(app.slug))[0]?._id ?? '';
    const { auth_url } = await call(
      api.POST('/api/v2/public/portal/apps/{slug}/authorization', { params: { path: { slug: app.slug } }, body: { inputs, return: back } }),
    );
    since.current = { line: newest, at: Date.now() };
    return auth_url;
  };

  return {
    state,
    failure,
    link,
    start: (inputs: Values) => {
      popup.current?.close();
      // At once, while the browser still knows that it was the customer who pressed.
      const opened = window.open('', '_blank', 'popup,width=560,height=720');
      popup.current = opened;
      setFailure(undefined);
      setState('starting');
      begin(inputs, false).then(
        (url) => {
          setLink(url);
          if (!opened || opened.closed) return setState('blocked');
          // The provider's page has no business with this one.
          opened.opener = null;
          opened.location.replace(url);
          setState('waiting');
        },
        (refused: unknown) => end('idle', refused),
      );
    },
    /** The customer follows the link themselves. */
    follow: () => setState('waiting'),
    /** This window goes, and comes back to this page. */
    leave: (inputs: Values) => {
      setState('starting');
      begin(inputs, true).then(
        (url) => window.location.assign(url),
        (refused: unknown) => end('idle', refused),
      );
    },
    cancel: () => end('idle'),
  };
}

async function log(slug: string): Promise<Line[]> {
  const page = await call(api.GET('/api/v2/public/linked-account/integration/{slug}/logs', { params: { path: { slug }, query: { limit: 5 } } }));
  return page.docs as unknown as Line[];
}

