import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import type { JsonProblem } from '../../ui/json/JsonEditor';
import { readJsonText } from '../../ui/json/jsonText';
import { eventDraft } from './data';

/** Waits until typing pauses. */
const PAUSE_MILLIS = 300;

/**
 * What the server says of a sample and a schema while they are written. It is asked only for what is JSON: what is not, the editor marks by
 * itself, and the answer before stays.
 */
export function useSchemaDraft(sample: string, schema: string) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const [asked] = useDebouncedValue({ sample, schema }, PAUSE_MILLIS);
  const isReadable = !readJsonText(asked.sample).problem && (asked.schema.trim() === '' || !readJsonText(asked.schema).problem);
  const draft = useQuery({ ...eventDraft(environment, asked.sample, asked.schema.trim()), enabled: isReadable });
  const isCurrent = isReadable && asked.sample === sample && asked.schema === schema && !draft.isPlaceholderData;
  const problems = (field: 'response' | 'json_schema'): JsonProblem[] =>
    isCurrent
      ? (draft.data?.problems ?? [])
          .filter((problem) => problem.field === field)
          .map((problem) => ({
            ...problem,
            message: problem.kind === 'violation' ? t('violation', { message: problem.message }) : problem.message,
            // The schema may be right and the sample not: saving is possible, and the sample says what will be refused.
            warning: problem.kind === 'violation',
          }))
      : [];
  return { answer: draft.data, problems, failure: draft.error };
}
