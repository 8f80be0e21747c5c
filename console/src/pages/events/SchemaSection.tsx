import { Button, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../../ui/FailureAlert';
import { JsonEditor, type JsonProblem } from '../../ui/json/JsonEditor';
import { Section } from '../../ui/Section';
import type { DraftAnswer } from './data';
import { PayloadTree } from './PayloadTree';

interface Props {
  answer: DraftAnswer | undefined;
  failure: unknown;
  /** Empty: inferred. */
  schema: string;
  onSchema: (schema: string) => void;
  problems: JsonProblem[];
  error?: string;
}

/** What the sample means: as the variables that workflows get, or as the JSON Schema, which can be written by hand instead. */
export function SchemaSection({ answer, failure, schema, onSchema, problems, error }: Props) {
  const { t } = useTranslation('events');
  const [view, setView] = useState('tree');
  const isGiven = schema.trim() !== '';
  const inferred = answer?.inferred_schema ? JSON.stringify(answer.inferred_schema, null, 2) : '';
  return (
    <Section
      title={t('schema')}
      description={t(isGiven ? 'schemaGiven' : 'schemaInferred')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('schemaView')}
          data={[{ value: 'tree', label: t('asTree') }, { value: 'schema', label: t('asSchema') }]}
          value={view}
          onChange={setView}
        />
      }
    >
      <FailureAlert failure={failure} />
      {view === 'tree' ? (
        answer ? <PayloadTree variables={answer.variables} label={t('variables')} /> : <Skeleton height={200} />
      ) : (
        <Stack gap="sm">
          <JsonEditor
            label={t('schemaText')}
            value={isGiven ? schema : inferred}
            onChange={isGiven ? onSchema : undefined}
            problems={problems}
            error={error}
            optional
            minHeight={240}
            maxHeight={460}
          />
          {isGiven ? (
            <Button variant="default" size="xs" onClick={() => onSchema('')}>{t('inferAgain')}</Button>
          ) : (
            <Button variant="default" size="xs" disabled={inferred === ''} onClick={() => onSchema(inferred)}>{t('editSchema')}</Button>
          )}
          {isGiven && <Text size="xs" c="dimmed">{t('inferAgainHint')}</Text>}
        </Stack>
      )}
    </Section>
  );
}
