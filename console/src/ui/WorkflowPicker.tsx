import { MultiSelect } from '@mantine/core';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';
import { type Option, type PickerProps, SearchSelect, SHOWN, useSearchText } from './SearchSelect';

/** What fits the text, and the chosen ones, whose names are asked for one by one when the text does not find them. */
function useOptions(search: string, chosen: string[], published: boolean): { options: Option[]; failure: Error | null; isFetching: boolean } {
  const environment = useEnvironment();
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
  return { options: [...more, ...options], failure: found.error, isFetching: found.isFetching };
}

interface OneProps extends PickerProps {
  value: string | null;
  onChange: (id: string | null) => void;
  /** Drafts as well. */
  all?: boolean;
}

/** Chooses one workflow by its name. */
export function WorkflowPicker({ all = false, ...props }: OneProps) {
  const { t } = useTranslation('ground');
  const { search, onSearch } = useSearchText();
  const { options, failure, isFetching } = useOptions(search, props.value ? [props.value] : [], !all);
  return (
    <SearchSelect placeholder={t('workflowPlaceholder')} {...props} found={options} onSearch={onSearch} isFetching={isFetching} failure={failure} nothingFoundMessage={t('noWorkflow')} />
  );
}

/** Chooses any number of workflows by name. */
export function WorkflowsPicker({ value, onChange, ...props }: PickerProps & { value: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useTranslation('ground');
  const { search, onSearch } = useSearchText();
  const { options, failure, isFetching } = useOptions(search, value, false);
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
      onSearchChange={onSearch}
      value={value}
      onChange={onChange}
      error={props.error ?? failure?.message}
      nothingFoundMessage={isFetching ? t('loading') : t('noWorkflow')}
    />
  );
}
