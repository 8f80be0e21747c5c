import { useEffect, useRef } from 'react';

export interface Commands {
  undo: () => void;
  redo: () => void;
  copy: () => void;
  paste: () => void;
  duplicate: () => void;
  remove: () => void;
  add: () => void;
  connect: () => void;
  arrange: () => void;
  fit: () => void;
  save: () => void;
  run: () => void;
  open: () => void;
  leave: () => void;
  help: () => void;
}

/** Keys with Ctrl (or ⌘), and keys alone; none of them while something is typed. */
const WITH_CONTROL: Record<string, keyof Commands> = { z: 'undo', y: 'redo', c: 'copy', v: 'paste', d: 'duplicate', s: 'save', Enter: 'run' };
const ALONE: Record<string, keyof Commands> = {
  Delete: 'remove', Backspace: 'remove', a: 'add', '+': 'add', c: 'connect', l: 'arrange', f: 'fit', '?': 'help', Escape: 'leave', Enter: 'open',
};

export function useKeyboard(commands: Commands) {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const name = commandOf(event);
      if (!name) return;
      if (name !== 'open') event.preventDefault();
      latest.current[name]();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function commandOf(event: KeyboardEvent): keyof Commands | undefined {
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  const isTyping = target?.closest('input, textarea, select, [contenteditable="true"], [role="combobox"]') != null;
  const isElsewhere = target?.closest('[role="dialog"], [role="menu"], [role="listbox"]') != null;
  if (event.altKey || event.defaultPrevented || isElsewhere) return undefined;
  if (event.ctrlKey || event.metaKey) {
    const name = event.key.toLowerCase() === 'z' && event.shiftKey ? 'redo' : WITH_CONTROL[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    // Words that are marked, such as a part of an answer, are what is meant then.
    if (name === 'copy' && window.getSelection()?.isCollapsed === false) return undefined;
    return isTyping && name !== 'save' && name !== 'run' ? undefined : name;
  }
  // Enter opens a node that has the focus; on a button it presses the button.
  if (event.key === 'Enter') return target?.closest('.react-flow__node') ? 'open' : undefined;
  return isTyping ? undefined : ALONE[event.key];
}
