import { Group, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';

interface Props {
  label: string;
  description?: string;
  /** The app's slug. */
  value: string | null;
  onChange: (slug: string | null) => void;
  error?: string;
  w?: number | string;
}

const PAUSE_MILLIS = 200;
const SHOWN = 30;

/** Chooses an app by its name or slug. */
export function AppPicker({ label, description, value, onChange, error, w }: Props) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, PAUSE_MILLIS);
  const apps = useQuery({
    queryKey: ['app-picker', environment, search],
    queryFn: () => call(api.GET('/api/v2/public/application', { params: { query: search ? { search } : {} } })),
    // Names are enough here: each app comes with its icon.
    select: (all) => all.slice(0, SHOWN).map((app) => ({ value: String(app.slug), label: String(app.name) })),
    placeholderData: keepPreviousData,
  });
  const found = apps.data ?? [];
  const data = value && !found.some((app) => app.value === value) ? [{ value, label: value }, ...found] : found;
  return (
    <Select
      label={label}
      description={description}
      placeholder={t('appPlaceholder')}
      data={data}
      filter={({ options }) => options}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      onSearchChange={setText}
      value={value}
      onChange={onChange}
      error={error ?? apps.error?.message}
      w={w}
      maw="100%"
      nothingFoundMessage={apps.isFetching ? t('loading') : t('noApp')}
      renderOption={({ option }) => (
        <Group gap={8} wrap="nowrap">
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">{option.value}</Text>
        </Group>
      )}
    />
  );
}
