import { Group, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';
import { SearchSelect, SHOWN, useSearchText } from './SearchSelect';

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

/** Chooses a linked account by its id or name. */
export function AccountPicker({ value, ...props }: Props) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const { text, setText, search } = useSearchText(value);
  const accounts = useQuery({
    queryKey: ['account-picker', environment, search],
    queryFn: () => call(api.GET('/api/v2/public/linked-account', { params: { query: { limit: SHOWN, search } } })),
    placeholderData: keepPreviousData,
  });
  const names = new Map((accounts.data?.docs ?? []).map((account) => [account.account_id, account.name]));
  return (
    <SearchSelect
      {...props}
      placeholder={t('accountPlaceholder')}
      found={[...names.keys()]}
      value={value}
      text={text}
      onSearchChange={setText}
      isFetching={accounts.isFetching}
      failure={accounts.error}
      nothingFoundMessage={t('noAccount')}
      renderOption={({ option }) => (
        <Group gap={8} wrap="nowrap">
          <Text size="sm">{option.value}</Text>
          {names.get(option.value) && <Text size="xs" c="dimmed" truncate>{names.get(option.value)}</Text>}
        </Group>
      )}
    />
  );
}
