import { Group, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';
import { type PickerProps, SearchSelect, SHOWN, useSearchText } from './SearchSelect';

interface Props extends PickerProps {
  /** The account's `linked_account_id`. */
  value: string | null;
  onChange: (account: string | null) => void;
}

/** Chooses a linked account by its id or name. */
export function AccountPicker(props: Props) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const { search, onSearch } = useSearchText();
  const accounts = useQuery({
    queryKey: ['account-picker', environment, search],
    queryFn: () => call(api.GET('/api/v2/public/linked-account', { params: { query: { limit: SHOWN, search } } })),
    placeholderData: keepPreviousData,
  });
  const found = accounts.data?.docs ?? [];
  const names = new Map(found.map((account) => [account.account_id, account.name]));
  return (
    <SearchSelect
      placeholder={t('accountPlaceholder')}
      {...props}
      found={found.map((account) => ({ value: account.account_id, label: account.account_id }))}
      onSearch={onSearch}
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
