import { useCallback, useEffect, useRef } from 'react';

/** Calls at once, then at most once in so many milliseconds; the last call is never lost. */
export function useThrottled(action: () => void, millis: number): () => void {
  const latest = useRef(action);
  const next = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    clearTimeout(timer.current);
    const run = () => {
      next.current = Date.now() + millis;
      latest.current();
    };
    const wait = next.current - Date.now();
    if (wait <= 0) run();
    else timer.current = setTimeout(run, wait);
  }, [millis]);
}
