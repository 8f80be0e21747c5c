import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { type Ref, useEffect, useImperativeHandle } from 'react';
import { styleNonce } from '../nonce';
import type { Mark } from './JsonEditor';
import { useEditorView } from './useEditorView';

export interface EditorHandle {
  focus: () => void;
  select: (from: number, to: number) => void;
}

interface Props {
  ref?: Ref<EditorHandle>;
  value: string;
  /** Left out: for reading. */
  onChange?: (text: string) => void;
  marks: Mark[];
  attributes: Record<string, string>;
  className?: string;
  minHeight: number;
  maxHeight: number;
  language?: 'json' | 'yaml';
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'light-dark(#1c34a8, #aab8ff)' },
  { tag: tags.string, color: 'light-dark(#0b6e4f, #7fe0bb)' },
  { tag: tags.number, color: 'light-dark(#9a3412, #fdba74)' },
  { tag: [tags.bool, tags.null], color: 'light-dark(#7e22ce, #d8b4fe)' },
]);

const look = EditorView.theme({
  '&': { fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'light-dark(rgba(36, 64, 200, 0.05), rgba(170, 184, 255, 0.07))' },
  '.cm-tooltip': {
    backgroundColor: 'var(--mantine-color-body)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--mantine-color-default-border)',
  },
});

/** The heavy part of `JsonEditor`, fetched when the first one is shown. The Tab key leaves it, as everywhere else. */
export default function CodeEditor({ ref, value, onChange, marks, attributes, className, minHeight, maxHeight, language = 'json' }: Props) {
  const { place, view } = useEditorView({ value, onChange, attributes, extensions: () => [...extensions(minHeight, maxHeight), language === 'yaml' ? yaml() : json()] });

  useEffect(() => {
    const current = view.current;
    if (!current) return;
    const length = current.state.doc.length;
    const diagnostics = marks.map((mark) => ({
      from: Math.min(mark.from, length),
      to: Math.min(Math.max(mark.to, mark.from), length),
      severity: mark.warning ? ('warning' as const) : ('error' as const),
      message: mark.message,
    }));
    current.dispatch(setDiagnostics(current.state, diagnostics));
  }, [marks]);

  useImperativeHandle(ref, () => ({
    focus: () => view.current?.focus(),
    select: (from, to) => {
      const current = view.current;
      if (!current) return;
      const length = current.state.doc.length;
      current.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) }, scrollIntoView: true });
      current.focus();
    },
  }));
  return <div ref={place} className={className} />;
}

function extensions(minHeight: number, maxHeight: number): Extension[] {
  return [
    EditorView.cspNonce.of(styleNonce()),
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    indentOnInput(),
    highlightActiveLine(),
    lintGutter(),
    syntaxHighlighting(colours),
    look,
    EditorView.lineWrapping,
    EditorView.theme({ '.cm-scroller': { minHeight: `${minHeight}px`, maxHeight: `${maxHeight}px` }, '.cm-content': { minHeight: `${minHeight}px` } }),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
  ];
}
