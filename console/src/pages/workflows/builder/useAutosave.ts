import { useCallback, useEffect, useRef, useState } from 'react';
import { api, call } from '../../../api/client';
import { ApiFailure } from '../../../api/failure';
import type { WorkflowDocument } from './document';

const PAUSE_MILLIS = 700;
/** What did not arrive is sent again after so long. */
const RETRY_MILLIS = 5000;

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';

export interface Autosave {
  state: SaveState;
  failure: unknown;
  /** Of what the server has: what it knows of the draft is known as of then. */
  revision: number;
  /** Saves at once what is not saved. @throws ApiFailure */
  flush: () => Promise<void>;
  /** Saves over what somebody else saved. */
  overwrite: () => Promise<void>;
  /** From now on the server has this. */
  adopt: (document: WorkflowDocument, revision: number) => void;
}

/** Saves the draft a moment after the last change. The revision that was read is sent along: two tabs do not overwrite each other. */
export function useAutosave(id: string, document: WorkflowDocument, firstRevision: number, isOn: boolean): Autosave {
  const [state, setState] = useState<SaveState>('saved');
  const [failure, setFailure] = useState<unknown>(null);
  const [revision, setRevision] = useState(firstRevision);
  const known = useRef({ document, revision: firstRevision });
  const wanted = useRef(document);
  wanted.current = document;
  const running = useRef<Promise<void>>(undefined);
  const failed = useRef<{ document: WorkflowDocument; isRefused: boolean }>(undefined);

  const save = useCallback(
    async (overwrite: boolean) => {
      while (running.current) await running.current.catch(() => undefined);
      const sent = wanted.current;
      if (sent === known.current.document && !overwrite) return;
      setState('saving');
      running.current = put(id, sent, overwrite ? undefined : known.current.revision).then((next) => {
        known.current = { document: sent, revision: next };
        setRevision(next);
        setFailure(null);
        setState(wanted.current === sent ? 'saved' : 'unsaved');
      });
      try {
        await running.current;
      } catch (problem) {
        failed.current = { document: sent, isRefused: problem instanceof ApiFailure && problem.status >= 400 && problem.status < 500 };
        setFailure(problem);
        setState(problem instanceof ApiFailure && problem.code === 'WORKFLOW_DRAFT_CHANGED' ? 'conflict' : 'failed');
        throw problem;
      } finally {
        running.current = undefined;
      }
    },
    [id],
  );

  useEffect(() => {
    if (!isOn || document === known.current.document) return undefined;
    const isTried = failed.current?.document === document;
    if (!isTried) setState((before) => (before === 'conflict' ? before : 'unsaved'));
    // What was refused would be refused again; and while somebody else's draft stands against it, only a decision of the user saves.
    if (state === 'conflict' || (isTried && failed.current?.isRefused)) return undefined;
    const timer = setTimeout(() => void save(false).catch(() => undefined), isTried ? RETRY_MILLIS : PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [document, isOn, save, state]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => wanted.current !== known.current.document && event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);

  const leaving = useRef<() => void>(undefined);
  leaving.current = () => {
    if (isOn && state !== 'conflict') void save(false).catch(() => undefined);
  };
  // Who goes to another page before the pause is over has saved as well.
  useEffect(() => () => leaving.current?.(), []);

  return {
    state,
    failure,
    revision,
    flush: useCallback(() => (isOn ? save(false) : Promise.resolve()), [isOn, save]),
    overwrite: useCallback(() => save(true), [save]),
    adopt: useCallback((adopted, next) => {
      known.current = { document: adopted, revision: next };
      wanted.current = adopted;
      setRevision(next);
      setFailure(null);
      setState('saved');
    }, []),
  };
}

async function put(id: string, document: WorkflowDocument, revision: number | undefined): Promise<number> {
  const { trigger, nodes, edges, settings } = document;
  const stored = await call(
    api.PUT('/api/v2/public/workflow/{workflow_id}', {
      params: { path: { workflow_id: id } },
      body: { ...(trigger ? { trigger } : {}), nodes, edges, settings, ...(revision ? { revision } : {}) },
    }),
  );
  return stored.revision ?? 0;
}
