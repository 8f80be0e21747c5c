import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';

interface Props {
  label: string;
  description?: string;
  /** The event's name. */
  value: string | null;
  /** @param id of the event type, when one was chosen */
  onChange: (name: string | null, id?: string) => void;
  error?: string;
  required?: boolean;
  w?: number | string;
}

const PAUSE_MILLIS = 200;
const SHOWN = 20;

/** Chooses an event type by its name. */
export function EventPicker({ value, onChange, ...props }: Props) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text === value ? '' : text, PAUSE_MILLIS);
  const events = useQuery({
    queryKey: ['events', environment, 'picker', search],
    queryFn: () => call(api.GET('/api/v2/public/application/event/overview', { params: { query: { search, limit: SHOWN } } })),
    placeholderData: keepPreviousData,
  });
  const found = events.data?.docs ?? [];
  const names = found.map((event) => event.name);
  return (
    <Select
      {...props}
      maw="100%"
      placeholder={t('eventPlaceholder')}
      data={value && !names.includes(value) ? [value, ...names] : names}
      filter={({ options }) => options}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      searchValue={text}
      onSearchChange={setText}
      value={value}
      onChange={(name) => onChange(name, found.find((event) => event.name === name)?._id)}
      error={props.error ?? events.error?.message}
      nothingFoundMessage={events.isFetching ? t('loading') : t('noEvent')}
    />
  );
}
