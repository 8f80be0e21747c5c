import { Loader, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Waits until typing pauses. */
const PAUSE_MILLIS = 200;

/** How many a list shows: more are found by typing. */
export const SHOWN = 20;

export interface Option {
  value: string;
  label: string;
}

/** How every picker stands in a form. */
export interface PickerProps {
  label: string;
  description?: string;
  placeholder?: string;
  error?: string;
  required?: boolean;
  w?: SelectProps['w'];
}

/** What to ask the server for, as one types. */
export function useSearchText(): { search: string; onSearch: (text: string) => void } {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, PAUSE_MILLIS);
  return { search, onSearch: setText };
}

interface Props extends PickerProps, Pick<SelectProps, 'onChange' | 'renderOption' | 'nothingFoundMessage'> {
  /** What fits the text; the chosen one need not be in it. */
  found: Option[];
  value: string | null;
  onSearch: (text: string) => void;
  isFetching: boolean;
  failure: Error | null;
}

/** Chooses one of many by its name: the server says what fits as one types, and never all. */
export function SearchSelect({ found, value, onSearch, isFetching, failure, nothingFoundMessage, error, ...props }: Props) {
  const { t } = useTranslation('ground');
  const options = value && !found.some((option) => option.value === value) ? [{ value, label: value }, ...found] : found;
  return (
    <Select
      {...props}
      maw="100%"
      data={options}
      filter={({ options: all }) => all}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      // The name of what is chosen is no question: the list shows the others as well.
      onSearchChange={(typed) => onSearch(options.some((option) => option.label === typed) ? '' : typed)}
      value={value}
      error={error ?? failure?.message}
      nothingFoundMessage={isFetching ? t('loading') : nothingFoundMessage}
      rightSection={isFetching ? <Loader size={14} aria-label={t('loading')} /> : undefined}
    />
  );
}
