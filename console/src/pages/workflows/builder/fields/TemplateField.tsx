import { ActionIcon, Box, Group, Input, Skeleton, Tooltip } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilder } from '../BuilderContext';
import { placeholders } from './placeholders';
import { PreviewLine } from './PreviewLine';
import type { TemplateHandle } from './TemplateEditor';
import { usePreview } from './usePreview';
import { useVariables } from './useVariables';
import { VariablePicker } from './VariablePicker';
import classes from './fields.module.css';

const TemplateEditor = lazy(() => import('./TemplateEditor'));

interface Props {
  label: string;
  description?: string;
  value: string;
  onChange: (text: string) => void;
  /** Whose field it is; the trigger's when there is none. */
  node?: string;
  /** Where it stands in the node, as problems name it. */
  field: string;
  required?: boolean;
  placeholder?: string;
  isMultiline?: boolean;
  /** JSONata. */
  isExpression?: boolean;
  /** Stands beside others that say what it is. */
  hideLabel?: boolean;
}

/** A field that may hold placeholders: chips, a list of what there is, and what it comes to. */
export function TemplateField({ label, description, value, onChange, node, field, required, placeholder, isMultiline = false, isExpression = false, hideLabel }: Props) {
  const { t } = useTranslation('workflows');
  const { canEdit, problems, target } = useBuilder();
  const id = useId();
  const handle = useRef<TemplateHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [picking, setPicking] = useState(false);
  const [isUsed, setUsed] = useState(false);
  const groups = useVariables(node);
  const wrong = problems.filter((problem) => (problem.node ?? undefined) === node && isAt(problem.field, field));
  const isAsked = isExpression ? value.trim() !== '' : placeholders(value).length > 0 || (isUsed && value.includes('{{'));
  const preview = usePreview(isExpression ? 'expressions' : 'fields', value, isAsked);

  useEffect(() => {
    if (target && isAt(target.field, field)) {
      frame.current?.scrollIntoView({ block: 'center' });
      // The editor is fetched with the first field.
      const timer = setTimeout(() => handle.current?.focus(), 150);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [target, field]);

  const insert = (path: string) => {
    setPicking(false);
    // The popover gives the focus back first.
    setTimeout(() => handle.current?.insert(path), 0);
  };
  return (
    <Box ref={frame} data-field={field}>
      {!hideLabel && (
        <Group justify="space-between" wrap="nowrap" gap={4}>
          <Input.Label id={`${id}-label`} required={required} onClick={() => handle.current?.focus()}>{label}</Input.Label>
        </Group>
      )}
      {description && <Input.Description mb={4} id={`${id}-description`}>{description}</Input.Description>}
      <Group gap={4} wrap="nowrap" align="flex-start">
        <Box className={classes.frame} data-invalid={wrong.length > 0 || undefined} flex={1} miw={0}>
          <Suspense fallback={<Skeleton height={34} />}>
            <TemplateEditor
              ref={handle}
              value={value}
              onChange={canEdit ? onChange : undefined}
              onFocus={() => setUsed(true)}
              isMultiline={isMultiline}
              isExpression={isExpression}
              groups={groups}
              attributes={{
                ...(hideLabel ? { 'aria-label': label } : { 'aria-labelledby': `${id}-label` }),
                'aria-describedby': `${id}-problems ${id}-preview`,
                'aria-invalid': String(wrong.length > 0),
                'aria-multiline': String(isMultiline),
                ...(placeholder ? { 'aria-placeholder': placeholder } : {}),
              }}
            />
          </Suspense>
        </Box>
        {canEdit && (
          <VariablePicker
            opened={picking}
            onClose={() => setPicking(false)}
            groups={groups}
            onPick={(path, inExpression) => insert(isExpression ? inExpression : `{{${path}}}`)}
            target={
              <Tooltip label={t('insert.title')}>
                <ActionIcon variant="default" size={34} aria-label={t('insert.into', { field: label })} onClick={() => setPicking(!picking)} aria-expanded={picking}>
                  <IconBraces size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            }
          />
        )}
      </Group>
      <Box id={`${id}-problems`} aria-live="polite">
        {wrong.map((problem) => <Input.Error key={problem.message} mt={2}>{problem.message}</Input.Error>)}
      </Box>
      <PreviewLine id={`${id}-preview`} preview={preview} />
    </Box>
  );
}

/** Whether a problem is of this field, or of something inside of it. */
export function isAt(problem: string | null, field: string): boolean {
  return problem !== null && (problem === field || problem.startsWith(`${field}.`));
}
