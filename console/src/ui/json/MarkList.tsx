import { Anchor, Input, List } from '@mantine/core';
import type { RefObject } from 'react';
import type { EditorHandle } from './CodeEditor';
import type { Mark } from './JsonEditor';

interface Props {
  marks: Mark[];
  editor: RefObject<EditorHandle | null>;
  /** How a place is called: "Line 3:". */
  name: (place: { line: number; column: number }) => string;
}

/** What is wrong with a text, one below the other; each leads to where it is. */
export function MarkList({ marks, editor, name }: Props) {
  if (marks.length === 0) return null;
  return (
    <List listStyleType="none" mt={4} size="sm">
      {marks.map((mark, index) => (
        <List.Item key={index}>
          <Input.Error component="span" c={mark.warning ? 'orange' : undefined}>
            {mark.place && (
              <Anchor component="button" type="button" c="inherit" fz="inherit" underline="always" onClick={() => editor.current?.select(mark.from, mark.to)}>
                {name(mark.place)}
              </Anchor>
            )}{' '}
            {mark.message}
          </Input.Error>
        </List.Item>
      ))}
    </List>
  );
}
