import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type RefObject, useEffect, useRef } from 'react';

/** A change that came from outside, and is not to be told to the outside again. */
const fromOutside = Annotation.define<boolean>();

interface Options {
  value: string;
  /** Left out: for reading. What is for reading keeps its place in the order of the Tab key, so that it can be scrolled and copied by keyboard. */
  onChange?: (text: string) => void;
  onFocus?: () => void;
  /** Of the element that is typed into. */
  attributes: Record<string, string>;
  /** Asked once, when the editor is made. */
  extensions: () => Extension[];
}

/** CodeMirror in an element: its text follows the value, and it is told what was typed. */
export function useEditorView({ value, onChange, onFocus, attributes, extensions }: Options): { place: RefObject<HTMLDivElement | null>; view: RefObject<EditorView | null> } {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const told = useRef({ onChange, onFocus });
  told.current = { onChange, onFocus };
  const changing = useRef(new Compartment());
  const isReadOnly = onChange === undefined;
  const named = JSON.stringify(attributes);
  const given = () => [EditorView.contentAttributes.of(JSON.parse(named) as Record<string, string>), EditorState.readOnly.of(isReadOnly)];

  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          extensions(),
          changing.current.of(given()),
          EditorView.updateListener.of((update) => {
            if (update.focusChanged && update.view.hasFocus) told.current.onFocus?.();
            if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside))) told.current.onChange?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
    // Made once; what changes later is handed in by the effects below.
  }, []);

  useEffect(() => {
    const current = view.current;
    if (current && current.state.doc.toString() !== value) {
      current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value }, annotations: fromOutside.of(true) });
    }
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: changing.current.reconfigure(given()) });
  }, [named, isReadOnly]);

  return { place, view };
}
