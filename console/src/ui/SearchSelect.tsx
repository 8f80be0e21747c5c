import { Loader, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Waits until typing pauses. */
const PAUSE_MILLIS = 200;

/** How many a list shows: more are found by typing. */
export const SHOWN = 20;

/** What is typed, and what to ask the server for. What is chosen is no question. */
export function useSearchText(value: string | null): { text: string; setText: (text: string) => void; search: string } {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text === value ? '' : text, PAUSE_MILLIS);
  return { text, setText, search };
}

interface Props extends Omit<SelectProps, 'data' | 'value' | 'searchValue'> {
  /** What fits the text; the chosen one need not be in it. */
  found: string[];
  value: string | null;
  text: string;
  isFetching: boolean;
  failure: Error | null;
}

/** Chooses one of many by its name: the server says what fits as one types, and never all. */
export function SearchSelect({ found, value, text, isFetching, failure, nothingFoundMessage, error, ...props }: Props) {
  const { t } = useTranslation('ground');
  return (
    <Select
      {...props}
      maw="100%"
      data={value && !found.includes(value) ? [value, ...found] : found}
      filter={({ options }) => options}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      searchValue={text}
      value={value}
      error={error ?? failure?.message}
      nothingFoundMessage={isFetching ? t('loading') : nothingFoundMessage}
      rightSection={isFetching ? <Loader size={14} aria-label={t('loading')} /> : undefined}
    />
  );
}
