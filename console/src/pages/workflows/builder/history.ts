import type { WorkflowDocument } from './document';

/** What can be undone: most steps that are kept. */
const MOST = 200;
/** Changes of the same thing within this time are one step: words, not letters. */
const ONE_STEP_MILLIS = 1200;

export interface History {
  past: WorkflowDocument[];
  present: WorkflowDocument;
  future: WorkflowDocument[];
  /** What the last change was about, and when. */
  last?: { about: string; at: number };
}

export type Change =
  | { type: 'change'; make: (document: WorkflowDocument) => WorkflowDocument; about?: string; at: number }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'load'; document: WorkflowDocument };

export function reduce(history: History, change: Change): History {
  switch (change.type) {
    case 'change': {
      const next = change.make(history.present);
      if (next === history.present) return history;
      const goesOn = change.about !== undefined && history.last?.about === change.about && change.at - history.last.at < ONE_STEP_MILLIS;
      return {
        past: goesOn ? history.past : [...history.past, history.present].slice(-MOST),
        present: next,
        future: [],
        ...(change.about ? { last: { about: change.about, at: change.at } } : {}),
      };
    }
    case 'undo': {
      const before = history.past.at(-1);
      return before ? { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future] } : history;
    }
    case 'redo': {
      const [after, ...rest] = history.future;
      return after ? { past: [...history.past, history.present], present: after, future: rest } : history;
    }
    case 'load':
      return { past: [], present: change.document, future: [] };
  }
}
