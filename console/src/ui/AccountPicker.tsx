import { Group, Loader, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';

interface Props {
  label: string;
  description?: string;
  /** The account's `linked_account_id`. */
  value: string | null;
  onChange: (account: string | null) => void;
  error?: string;
  required?: boolean;
  w?: number | string;
}

const SHOWN = 20;
/** Waits until typing pauses. */
const PAUSE_MILLIS = 200;

/** Chooses a linked account by its id or name: asks the server for what fits as one types, and never for all. */
export function AccountPicker({ label, description, value, onChange, error, required, w }: Props) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text === value ? '' : text, PAUSE_MILLIS);
  const accounts = useQuery({
    queryKey: ['account-picker', environment, search],
    queryFn: () => call(api.GET('/api/v2/public/linked-account', { params: { query: { limit: SHOWN, search } } })),
    placeholderData: keepPreviousData,
  });
  const found = accounts.data?.docs ?? [];
  const names = new Map(found.map((account) => [account.account_id, account.name]));
  const ids = [...names.keys()];
  return (
    <Select
      label={label}
      description={description}
      placeholder={t('accountPlaceholder')}
      data={value && !ids.includes(value) ? [value, ...ids] : ids}
      filter={({ options }) => options}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      searchValue={text}
      onSearchChange={setText}
      value={value}
      onChange={onChange}
      error={error ?? (accounts.error ? accounts.error.message : undefined)}
      required={required}
      w={w}
      maw="100%"
      nothingFoundMessage={accounts.isFetching ? t('loading') : t('noAccount')}
      rightSection={accounts.isFetching ? <Loader size={14} aria-label={t('loading')} /> : undefined}
      renderOption={({ option }) => (
        <Group gap={8} wrap="nowrap">
          <Text size="sm">{option.value}</Text>
          {names.get(option.value) && <Text size="xs" c="dimmed" truncate>{names.get(option.value)}</Text>}
        </Group>
      )}
    />
  );
}
