import { MultiSelect, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';

interface Shared {
  label: string;
  description?: string;
  error?: string;
  required?: boolean;
  w?: number | string;
}

const PAUSE_MILLIS = 200;
const SHOWN = 20;

interface Option {
  value: string;
  label: string;
}

/** What fits the text, and the chosen ones, whose names are asked for one by one when the text does not find them. */
function useOptions(text: string, chosen: string[], published: boolean): { options: Option[]; failure: string | undefined; isFetching: boolean } {
  const environment = useEnvironment();
  const [search] = useDebouncedValue(text, PAUSE_MILLIS);
  const found = useQuery({
    queryKey: ['workflow-picker', environment, search, published],
    queryFn: () =>
      call(api.GET('/api/v2/public/workflow', { params: { query: { limit: SHOWN, name: search, ...(published ? { published: 'true' as const } : {}) } } })),
    placeholderData: keepPreviousData,
  });
  const options = (found.data?.docs ?? []).map((workflow) => ({ value: workflow._id, label: workflow.name }));
  const missing = chosen.filter((id) => !options.some((option) => option.value === id));
  const named = useQueries({
    queries: missing.map((id) => ({
      queryKey: ['workflow-picker', environment, 'one', id],
      queryFn: async (): Promise<Option> => {
        const answer = (await call(api.GET('/api/v2/public/workflow/{workflow_id}', { params: { path: { workflow_id: id } } }))) as { name?: string; workflow?: { name?: string } };
        return { value: id, label: answer.workflow?.name ?? answer.name ?? id };
      },
    })),
  });
  const more = missing.map((id, index) => named[index]?.data ?? { value: id, label: id });
  return { options: [...more, ...options], failure: found.error?.message, isFetching: found.isFetching };
}

/** Chooses one published workflow by its name. */
export function WorkflowPicker({ value, onChange, ...props }: Shared & { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation('ground');
  const [text, setText] = useState('');
  const { options, failure, isFetching } = useOptions(text, value ? [value] : [], true);
  return (
    <Select
      {...props}
      maw="100%"
      placeholder={t('workflowPlaceholder')}
      data={options}
      filter={({ options: all }) => all}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      onSearchChange={(typed) => setText(options.some((option) => option.label === typed) ? '' : typed)}
      value={value}
      onChange={onChange}
      error={props.error ?? failure}
      nothingFoundMessage={isFetching ? t('loading') : t('noWorkflow')}
    />
  );
}

/** Chooses any number of workflows by name. */
export function WorkflowsPicker({ value, onChange, ...props }: Shared & { value: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useTranslation('ground');
  const [text, setText] = useState('');
  const { options, failure, isFetching } = useOptions(text, value, false);
  return (
    <MultiSelect
      {...props}
      maw="100%"
      placeholder={value.length === 0 ? t('workflowPlaceholder') : undefined}
      data={options}
      filter={({ options: all }) => all}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      searchValue={text}
      onSearchChange={setText}
      value={value}
      onChange={onChange}
      error={props.error ?? failure}
      nothingFoundMessage={isFetching ? t('loading') : t('noWorkflow')}
    />
  );
}
