import { useEffect, useRef, useState } from 'react';
import { LiveConnection, type LiveQuery, type LiveState } from './connection';

/** A page that nobody sees keeps no stream: browsers allow six connections to a host, over all tabs. */
const HIDDEN_MILLIS = 10_000;

interface Options {
  query: LiveQuery;
  /** False: no stream. */
  enabled?: boolean;
  /** An `execution`, `node`, `event`, `figures` or `more`, as openapi.yaml describes them; it may come twice. */
  onMessage: (type: string, data: unknown) => void;
  /** Read again what is shown: at the beginning, when something was missed, and every 10 s while there is no stream. */
  onMissed: () => void;
}

/** Follows what happens while the component is shown. The callbacks may change freely; a changed query opens another stream. */
export function useLive({ query, enabled = true, onMessage, onMissed }: Options): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const callbacks = useRef({ onMessage, onMissed });
  useEffect(() => {
    callbacks.current = { onMessage, onMissed };
  });
  const key = JSON.stringify(query);
  useEffect(() => {
    if (!enabled) {
      setState('paused');
      return;
    }
    const connection = new LiveConnection(JSON.parse(key) as LiveQuery, {
      onMessage: (type, data) => callbacks.current.onMessage(type, data),
      onMissed: () => callbacks.current.onMissed(),
      onState: setState,
    });
    let hidden: ReturnType<typeof setTimeout> | undefined;
    const seen = () => {
      clearTimeout(hidden);
      if (document.visibilityState === 'visible') connection.start();
      else hidden = setTimeout(() => connection.stop(), HIDDEN_MILLIS);
    };
    document.addEventListener('visibilitychange', seen);
    connection.start();
    return () => {
      document.removeEventListener('visibilitychange', seen);
      clearTimeout(hidden);
      connection.stop();
    };
  }, [key, enabled]);
  return state;
}
