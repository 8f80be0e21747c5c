import { ActionIcon, Button, Menu, Tabs, Text } from '@mantine/core';
import { IconDots, IconLink } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Page } from '../../ui/Page';
import { AccountDialog } from './AccountDialog';
import { ConfigsTab } from './ConfigsTab';
import { ConnectLinkDialog } from './ConnectLinkDialog';
import { EventsTab, ExecutionsTab } from './HistoryTabs';
import { OverviewTab } from './OverviewTab';
import { TokensTab } from './TokensTab';
import type { LinkedAccount } from './types';

const TABS = ['overview', 'configs', 'executions', 'events', 'tokens'] as const;

export function AccountPage() {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const { account: id = '', tab = 'overview' } = useParams({ strict: false });
  const account = useQuery({
    queryKey: ['account', environment, id],
    queryFn: () => call(api.GET('/api/v2/public/linked-account/{linked_account_id}', { params: { path: { linked_account_id: id } } })),
  });
  const crumbs = [{ label: t('title'), to: `/${environment}/linked-accounts` }];
  if (!account.data) {
    return (
      <Page title={id} crumbs={crumbs}>
        <FailureAlert failure={account.error} />
      </Page>
    );
  }
  const name = account.data.name;
  return (
    <Page title={name || id} description={name ? <Text span size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>{id}</Text> : undefined} crumbs={crumbs} actions={<Actions account={account.data} />}>
      <AccountTabs account={account.data} tab={TABS.find((one) => one === tab) ?? 'overview'} />
    </Page>
  );
}

function AccountTabs({ account, tab }: { account: LinkedAccount; tab: (typeof TABS)[number] }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const open = (next: string | null) =>
    void navigate({ to: '/$environment/linked-accounts/$account/$tab', params: { environment, account: account.account_id, tab: next ?? 'overview' } });
  return (
    <Tabs value={tab} onChange={open} keepMounted={false}>
      <Tabs.List mb="lg" aria-label={t('tabs')}>
        {TABS.map((one) => <Tabs.Tab key={one} value={one}>{t(`tab.${one}`)}</Tabs.Tab>)}
      </Tabs.List>
      <Tabs.Panel value="overview"><OverviewTab account={account} /></Tabs.Panel>
      <Tabs.Panel value="configs"><ConfigsTab account={account} /></Tabs.Panel>
      <Tabs.Panel value="executions"><ExecutionsTab account={account.account_id} /></Tabs.Panel>
      <Tabs.Panel value="events"><EventsTab account={account.account_id} /></Tabs.Panel>
      <Tabs.Panel value="tokens"><TokensTab account={account.account_id} /></Tabs.Panel>
    </Tabs>
  );
}

function Actions({ account }: { account: LinkedAccount }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const mayChange = useCan('DEVELOPER');
  const [dialog, setDialog] = useState<'link' | 'edit' | 'delete'>();
  const close = () => setDialog(undefined);
  const deleting = useMutation({
    mutationFn: () => call(api.DELETE('/api/v2/public/linked-account/{linked_account_id}', { params: { path: { linked_account_id: account.account_id } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['accounts'] });
      notifyDone(t('deleted'));
      await navigate({ to: '/$environment/linked-accounts', params: { environment } });
    },
  });
  if (!mayChange) return null;
  return (
    <>
      <Button leftSection={<IconLink size={16} aria-hidden />} onClick={() => setDialog('link')}>{t('link.open')}</Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('more')}><IconDots size={18} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('edit')}>{t('edit')}</Menu.Item>
          <Menu.Item color="red" onClick={() => setDialog('delete')}>{t('delete')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConnectLinkDialog opened={dialog === 'link'} onClose={close} account={account.account_id} />
      <AccountDialog key={account.updatedAt} opened={dialog === 'edit'} onClose={close} account={account} />
      <ConfirmDialog
        opened={dialog === 'delete'}
        onClose={close}
        title={t('deleteTitle', { name: account.name || account.account_id })}
        action={t('delete')}
        typed={account.account_id}
        isPending={deleting.isPending}
        failure={deleting.error}
        onConfirm={() => deleting.mutate()}
      >
        {t('deleteHint', { count: account.integrations.length })}
      </ConfirmDialog>
    </>
  );
}
