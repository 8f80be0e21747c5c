import { Anchor, Badge, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAddressBook, IconFileImport, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { SearchBox } from '../../ui/SearchBox';
import { TimeText } from '../../ui/TimeText';
import { AccountDialog } from './AccountDialog';
import { ConnectionsCell } from './ConnectionsCell';
import { ImportDialog } from './ImportDialog';
import type { AccountSearch } from './routes';
import type { LinkedAccount } from './types';

const PER_PAGE = 25;
const PAUSE_MILLIS = 300;

export function AccountsPage() {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const mayChange = useCan('DEVELOPER');
  const filter = useSearch({ strict: false }) as AccountSearch;
  const [dialog, setDialog] = useState<'create' | 'import'>();
  const narrow = useNarrow(filter);
  const page = filter.page ?? 1;
  const accounts = useQuery({
    queryKey: ['accounts', environment, filter],
    queryFn: () =>
      call(
        api.GET('/api/v2/public/linked-account', {
          params: {
            query: { page, limit: PER_PAGE, search: filter.search, udf_key: filter.key, udf_value: filter.key ? filter.value : undefined, connection: filter.connection, app: filter.app },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  const isFiltered = Boolean(filter.search || filter.key || filter.connection || filter.app);
  const total = accounts.data?.totalDocs ?? 0;
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        mayChange && (
          <>
            <Button variant="default" leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => setDialog('import')}>{t('import.open')}</Button>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setDialog('create')}>{t('new')}</Button>
          </>
        )
      }
    >
      <Filters filter={filter} narrow={narrow} />
      <FailureAlert failure={accounts.error} />
      <Stack gap="xs">
        {accounts.data && total > 0 && <Text size="sm" c="dimmed" role="status">{t('count', { count: total })}</Text>}
        <DataTable
          caption={t('title')}
          rows={accounts.error ? [] : accounts.data?.docs}
          isLoading={accounts.isPending}
          rowKey={(account) => account._id}
          empty={
            <EmptyState
              icon={IconAddressBook}
              title={isFiltered ? t('noneFits') : t('none')}
              hint={isFiltered ? t('noneFitsHint') : t('noneHint')}
              action={
                isFiltered ? (
                  <Button variant="default" onClick={() => narrow({ search: undefined, key: undefined, value: undefined, connection: undefined, app: undefined })}>{t('clearFilters')}</Button>
                ) : (
                  mayChange && <Button onClick={() => setDialog('create')}>{t('new')}</Button>
                )
              }
            />
          }
          paging={{ page, hasNext: accounts.data?.hasNextPage ?? false, onPage: (next) => narrow({ page: next > 1 ? next : undefined }) }}
          columns={[
            { key: 'name', title: t('account'), cell: (account) => <NameCell account={account} /> },
            { key: 'connections', title: t('connections'), cell: (account) => <ConnectionsCell connections={account.integrations} /> },
            { key: 'udf', title: t('fields'), wide: true, cell: (account) => <UdfCell account={account} /> },
            { key: 'created', title: t('created'), wide: true, cell: (account) => <TimeText value={account.createdAt} /> },
          ]}
        />
      </Stack>
      <AccountDialog opened={dialog === 'create'} onClose={() => setDialog(undefined)} />
      <ImportDialog opened={dialog === 'import'} onClose={() => setDialog(undefined)} />
    </Page>
  );
}

function useNarrow(filter: AccountSearch) {
  const navigate = useNavigate();
  const environment = useEnvironment();
  return (change: AccountSearch) =>
    void navigate({ to: '/$environment/linked-accounts', params: { environment }, search: { ...filter, page: undefined, ...change }, replace: true });
}

function Filters({ filter, narrow }: { filter: AccountSearch; narrow: (change: AccountSearch) => void }) {
  const { t } = useTranslation('accounts');
  const [key, setKey] = useState(filter.key ?? '');
  const [value, setValue] = useState(filter.value ?? '');
  const later = useDebouncedCallback(narrow, PAUSE_MILLIS);
  return (
    <Group gap="sm" align="flex-end" role="search">
      <SearchBox label={t('search')} value={filter.search ?? ''} onSearch={(search) => narrow({ search: search || undefined })} />
      <Select
        aria-label={t('connectionFilter')}
        placeholder={t('connectionFilter')}
        clearable
        clearButtonProps={{ 'aria-label': t('clearFilter', { what: t('connectionFilter') }) }}
        w={200}
        data={['active', 'expired', 'none'].map((state) => ({ value: state, label: t(`state.${state}`) }))}
        value={filter.connection ?? null}
        onChange={(state) => narrow({ connection: (state as AccountSearch['connection']) ?? undefined })}
      />
      <TextInput
        aria-label={t('udfKey')}
        placeholder={t('udfKey')}
        w={140}
        value={key}
        onChange={(event) => {
          setKey(event.currentTarget.value);
          later({ key: event.currentTarget.value || undefined, value: value || undefined });
        }}
      />
      <TextInput
        aria-label={t('udfValue')}
        placeholder={t('udfValue')}
        w={140}
        disabled={key === ''}
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          later({ key: key || undefined, value: event.currentTarget.value || undefined });
        }}
      />
      {filter.app && (
        <Badge variant="light" tt="none" size="lg" rightSection={<Anchor component="button" size="xs" onClick={() => narrow({ app: undefined })} aria-label={t('clearFilter', { what: filter.app })}>×</Anchor>}>
          {t('ofApp', { app: filter.app })}
        </Badge>
      )}
    </Group>
  );
}

function NameCell({ account }: { account: LinkedAccount }) {
  const environment = useEnvironment();
  const link = (
    <Anchor fw={500} size="sm" style={{ overflowWrap: 'anywhere' }} renderRoot={(props) => <Link to="/$environment/linked-accounts/$account" params={{ environment, account: account.account_id }} {...props} />}>
      {account.name || account.account_id}
    </Anchor>
  );
  if (!account.name) return link;
  return (
    <Stack gap={0}>
      {link}
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{account.account_id}</Text>
    </Stack>
  );
}

const SHOWN_FIELDS = 3;

function UdfCell({ account }: { account: LinkedAccount }) {
  if (account.udf.length === 0) return <Text size="sm" c="dimmed">–</Text>;
  return (
    <Group gap={4}>
      {account.udf.slice(0, SHOWN_FIELDS).map((field) => (
        <Badge key={field.key_name} variant="default" tt="none" fw={400} maw={180}>{`${field.key_name}: ${field.key_value}`}</Badge>
      ))}
      {account.udf.length > SHOWN_FIELDS && <Text size="xs" c="dimmed">+{account.udf.length - SHOWN_FIELDS}</Text>}
    </Group>
  );
}
