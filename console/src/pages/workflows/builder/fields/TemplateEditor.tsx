import { autocompletion, closeBrackets, type CompletionContext, type CompletionResult, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { type Ref, useImperativeHandle, useRef } from 'react';
import { useEditorView } from '../../../../ui/json/useEditorView';
import { styleNonce } from '../../../../ui/nonce';
import { pathInExpression } from './paths';
import { placeholders } from './placeholders';
import type { VariableGroup } from './useVariables';
import classes from './fields.module.css';

export interface TemplateHandle {
  focus: () => void;
  insert: (text: string) => void;
}

interface Props {
  ref?: Ref<TemplateHandle>;
  value: string;
  onChange?: (text: string) => void;
  onFocus: () => void;
  isMultiline: boolean;
  /** Its texts are placeholders, or (JSONata) the paths themselves. */
  isExpression: boolean;
  groups: VariableGroup[];
  attributes: Record<string, string>;
}

const chip = Decoration.mark({ class: classes.chip ?? '' });

/** Placeholders look like one thing, and stay text that can be edited. */
const chips = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function decorate(view: EditorView): DecorationSet {
  return Decoration.set(placeholders(view.state.doc.toString()).map(({ from, to }) => chip.range(from, to)));
}

const look = EditorView.theme({
  '&': { fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '1.6', overflow: 'auto', maxHeight: '260px' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)', padding: '6px 0' },
  '.cm-line': { padding: '0 10px' },
  '.cm-tooltip': { backgroundColor: 'var(--mantine-color-body)', color: 'var(--mantine-color-text)', border: '1px solid var(--mantine-color-default-border)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--mantine-primary-color-filled)', color: 'white' },
  '.cm-completionDetail': { marginLeft: '8px', fontStyle: 'normal', opacity: '0.75' },
});

/** A text with placeholders. Tab leaves it; typing two braces offers what may stand between them. Fetched on demand: it brings CodeMirror. */
export default function TemplateEditor({ ref, value, onChange, onFocus, isMultiline, isExpression, groups, attributes }: Props) {
  const known = useRef(groups);
  known.current = groups;
  const offer = (context: CompletionContext) => (isExpression ? offered(context, known.current, /[\w.`]+/, '') : offered(context, known.current, /\{\{\s*[\w.@$-]*/, '{{'));
  const { place, view } = useEditorView({ value, onChange, onFocus, attributes, extensions: () => extensions(isMultiline, isExpression, offer) });

  useImperativeHandle(ref, () => ({
    focus: () => view.current?.focus(),
    insert: (text) => {
      const current = view.current;
      if (!current) return;
      current.dispatch(current.state.replaceSelection(text));
      current.focus();
    },
  }));
  return <div ref={place} className={isExpression ? `${classes.editor} ${classes.mono}` : classes.editor} data-multiline={isMultiline || undefined} />;
}

function extensions(isMultiline: boolean, isExpression: boolean, offer: (context: CompletionContext) => CompletionResult | null): Extension[] {
  const oneLine: Extension[] = isMultiline
    ? []
    : [
        EditorState.transactionFilter.of((change) => (change.newDoc.lines > 1 ? [] : change)),
        Prec.low(keymap.of([{ key: 'Enter', run: () => true }])),
      ];
  return [
    EditorView.cspNonce.of(styleNonce()),
    history(),
    ...(isExpression ? [closeBrackets()] : [chips]),
    autocompletion({ override: [offer], icons: false, activateOnTyping: true }),
    EditorView.lineWrapping,
    look,
    ...oneLine,
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
  ];
}

function offered(context: CompletionContext, groups: VariableGroup[], pattern: RegExp, open: string): CompletionResult | null {
  const before = context.matchBefore(pattern);
  if (!before || (before.from === before.to && !context.explicit)) return null;
  const closes = open !== '' && context.state.sliceDoc(context.pos, context.pos + 2) === '}}';
  return {
    from: before.from,
    options: groups.flatMap((group) =>
      group.variables.map((variable) => ({
        label: `${open}${open ? variable.path : pathInExpression(variable.path)}`,
        displayLabel: variable.path,
        detail: variable.type,
        apply: open ? `${open}${variable.path}${closes ? '' : '}}'}` : pathInExpression(variable.path),
      })),
    ),
    validFor: pattern,
  };
}
