import { Box, Input, Skeleton } from '@mantine/core';
import { lazy, Suspense, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditorHandle } from '../../ui/json/CodeEditor';
import type { Mark } from '../../ui/json/JsonEditor';
import { MarkList } from '../../ui/json/MarkList';
import classes from '../../ui/json/JsonEditor.module.css';

const CodeEditor = lazy(() => import('../../ui/json/CodeEditor'));

interface Props {
  label: string;
  description?: string;
  value: string;
  onChange?: (text: string) => void;
  problems: { line: number; message: string }[];
}

/** YAML as text, with the server's problems at their lines: marked there, and listed below as links to them. */
export function YamlEditor({ label, description, value, onChange, problems }: Props) {
  const { t } = useTranslation('apps');
  const id = useId();
  const handle = useRef<EditorHandle>(null);
  const marks = useMemo(() => problems.map((problem) => markOf(value, problem)), [value, problems]);
  return (
    <Box>
      <Input.Label id={`${id}-label`} onClick={() => handle.current?.focus()}>{label}</Input.Label>
      {description && <Input.Description mb={4}>{description}</Input.Description>}
      <Suspense fallback={<Skeleton height={360} />}>
        <CodeEditor
          ref={handle}
          language="yaml"
          value={value}
          onChange={onChange}
          marks={marks}
          className={problems.length > 0 ? `${classes.editor} ${classes.wrong}` : classes.editor}
          minHeight={360}
          maxHeight={640}
          attributes={{ 'aria-labelledby': `${id}-label`, 'aria-describedby': `${id}-problems`, 'aria-invalid': String(problems.length > 0) }}
        />
      </Suspense>
      <Box id={`${id}-problems`} aria-live="polite">
        <MarkList marks={marks} editor={handle} name={({ line }) => t('definition.line', { line })} />
      </Box>
    </Box>
  );
}

/** The whole line, without what it is indented by. */
function markOf(text: string, { line, message }: { line: number; message: string }): Mark {
  const lines = text.split('\n');
  const at = Math.min(Math.max(line, 1), lines.length);
  const start = lines.slice(0, at - 1).reduce((length, one) => length + one.length + 1, 0);
  const content = lines[at - 1] ?? '';
  const indent = content.length - content.trimStart().length;
  return { from: start + indent, to: start + content.length, message, warning: false, place: { line: at, column: indent + 1 } };
}
