import { Box, Input, Skeleton } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditorHandle } from './CodeEditor';
import { offsetOf, placeOf, readJsonText } from './jsonText';
import { MarkList } from './MarkList';
import classes from './JsonEditor.module.css';

const CodeEditor = lazy(() => import('./CodeEditor'));

/** Something that somebody else (the server) found: at a place, at a value, or about the whole. */
export interface JsonProblem {
  message: string;
  line?: number | null;
  column?: number | null;
  /** JSON pointer of the value that is meant. */
  pointer?: string | null;
  /** Not an error: what is so may stay. */
  warning?: boolean;
}

interface Props {
  /** Names the editor, and stands above it. */
  label: string;
  description?: ReactNode;
  value: string;
  /** Left out: for reading. */
  onChange?: (text: string) => void;
  problems?: JsonProblem[];
  /** Of the whole, as from a form. */
  error?: string;
  required?: boolean;
  /** An empty text is fine: nothing is said of it. */
  optional?: boolean;
  minHeight?: number;
  maxHeight?: number;
}

/** JSON as text. What is wrong is marked where it is, and said below with line and column: by a link that leads there. */
export function JsonEditor({ label, description, value, onChange, problems, error, required, optional, minHeight = 160, maxHeight = 420 }: Props) {
  const { t } = useTranslation('ground');
  const id = useId();
  const handle = useRef<EditorHandle>(null);
  const marks = useMarks(value, problems, Boolean(optional) && value.trim() === '');
  const isWrong = Boolean(error) || marks.some((mark) => !mark.warning);
  return (
    <Box>
      <Input.Label id={`${id}-label`} required={required} onClick={() => handle.current?.focus()}>{label}</Input.Label>
      {description && <Input.Description id={`${id}-description`} mb={4}>{description}</Input.Description>}
      <Suspense fallback={<Skeleton height={minHeight} />}>
        <CodeEditor
          ref={handle}
          value={value}
          onChange={onChange}
          marks={marks}
          className={isWrong ? `${classes.editor} ${classes.wrong}` : classes.editor}
          minHeight={minHeight}
          maxHeight={maxHeight}
          attributes={{
            'aria-labelledby': `${id}-label`,
            'aria-describedby': `${id}-problems${description ? ` ${id}-description` : ''}`,
            'aria-invalid': String(isWrong),
            ...(onChange ? {} : { 'aria-readonly': 'true' }),
          }}
        />
      </Suspense>
      <Box id={`${id}-problems`} aria-live="polite">
        {error && <Input.Error mt={4}>{error}</Input.Error>}
        <MarkList marks={marks} editor={handle} name={(place) => t('json.place', place)} />
      </Box>
    </Box>
  );
}

/** A problem with its stretch of the text. */
export interface Mark {
  from: number;
  to: number;
  message: string;
  warning: boolean;
  /** Missing: it is about the whole. */
  place?: { line: number; column: number };
}

function useMarks(text: string, problems: JsonProblem[] | undefined, silent: boolean): Mark[] {
  const { t } = useTranslation('ground');
  return useMemo(() => {
    if (silent) return [];
    const read = readJsonText(text);
    if (read.problem) {
      const { from, to, reason } = read.problem;
      return [{ from, to, message: t(`json.${reason}`), warning: false, place: placeOf(text, from) }];
    }
    return (problems ?? []).map((problem) => {
      const range =
        problem.line != null
          ? { from: offsetOf(text, problem.line, problem.column ?? 1), to: offsetOf(text, problem.line, problem.column ?? 1) + 1 }
          : problem.pointer
            ? read.ranges.get(problem.pointer)
            : undefined;
      const clipped = { from: range?.from ?? 0, to: Math.min(range?.to ?? 0, text.length) };
      return { ...clipped, message: problem.message, warning: Boolean(problem.warning), place: range && placeOf(text, range.from) };
    });
  }, [text, problems, silent, t]);
}
