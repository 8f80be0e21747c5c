import { ActionIcon, Group, Menu, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { IconDots, IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useCan } from '../../shell/session';
import { AppIcon } from '../../ui/AppIcon';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';
import { ConnectionLogDrawer } from './ConnectionLogDrawer';
import type { AccountConnection, LinkedAccount } from './types';

/** Who this is, what it has connected, and what is stored of it. */
export function OverviewTab({ account }: { account: LinkedAccount }) {
  const { t } = useTranslation('accounts');
  return (
    <Stack gap="lg">
      <Connections account={account} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title={t('udf')} description={t('udfHint')}>
          {account.udf.length === 0 ? (
            <Text size="sm" c="dimmed">{t('noUdf')}</Text>
          ) : (
            <Table layout="fixed">
              <Table.Tbody>
                {account.udf.map((field) => (
                  <Table.Tr key={field.key_name}>
                    <Table.Th scope="row" style={{ overflowWrap: 'anywhere' }}>{field.key_name}</Table.Th>
                    <Table.Td style={{ overflowWrap: 'anywhere' }}>{field.key_value}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Section>
        <Section title={t('about')}>
          <Table layout="fixed">
            <Table.Tbody>
              <Table.Tr><Table.Th scope="row">{t('created')}</Table.Th><Table.Td><TimeText value={account.createdAt} /></Table.Td></Table.Tr>
              <Table.Tr><Table.Th scope="row">{t('changed')}</Table.Th><Table.Td><TimeText value={account.updatedAt} /></Table.Td></Table.Tr>
              <Table.Tr><Table.Th scope="row">{t('environment')}</Table.Th><Table.Td><Text size="sm">{t(`environments.${account.environment}`)}</Text></Table.Td></Table.Tr>
            </Table.Tbody>
          </Table>
        </Section>
      </SimpleGrid>
    </Stack>
  );
}

function Connections({ account }: { account: LinkedAccount }) {
  const { t } = useTranslation('accounts');
  const mayChange = useCan('DEVELOPER');
  const [log, setLog] = useState<AccountConnection>();
  const [leaving, setLeaving] = useState<AccountConnection>();
  return (
    <Section title={t('connections')} description={t('connectionsHint')}>
      <DataTable
        caption={t('connections')}
        rows={account.integrations}
        rowKey={(connection) => connection.connection_id ?? connection.type}
        empty={<EmptyState icon={IconPlugConnected} title={t('noConnectionsTitle')} hint={t('noConnectionsHint')} />}
        columns={[
          {
            key: 'app',
            title: t('app'),
            cell: (connection) => (
              <Group gap="xs" wrap="nowrap">
                <AppIcon icon={connection.icon} name={connection.name ?? connection.type} />
                <div>
                  <Text size="sm" fw={500}>{connection.name ?? connection.type}</Text>
                  {connection.identifier && <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{connection.identifier}</Text>}
                </div>
              </Group>
            ),
          },
          {
            key: 'status',
            title: t('status'),
            cell: (connection) => (
              <Stack gap={2} align="flex-start">
                <StatusBadge status={connection.status ?? 'active'} />
                {connection.reason && <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{connection.reason}</Text>}
              </Stack>
            ),
          },
          { key: 'kind', title: t('kind'), wide: true, cell: (connection) => <Text size="sm">{t(`auth.${connection.auth_type ?? 'none'}`)}</Text> },
          { key: 'since', title: t('since'), wide: true, cell: (connection) => <TimeText value={connection.createdAt} /> },
          {
            key: 'menu',
            title: <span className="visually-hidden">{t('actions')}</span>,
            align: 'right',
            cell: (connection) => (
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" aria-label={t('connectionActions', { app: connection.name ?? connection.type })}><IconDots size={18} aria-hidden /></ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setLog(connection)}>{t('log.open')}</Menu.Item>
                  {mayChange && <Menu.Item color="red" onClick={() => setLeaving(connection)}>{t('disconnect')}</Menu.Item>}
                </Menu.Dropdown>
              </Menu>
            ),
          },
        ]}
      />
      <ConnectionLogDrawer account={account.account_id} connection={log} onClose={() => setLog(undefined)} />
      <Disconnect account={account.account_id} connection={leaving} onClose={() => setLeaving(undefined)} />
    </Section>
  );
}

function Disconnect({ account, connection, onClose }: { account: string; connection: AccountConnection | undefined; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const queries = useQueryClient();
  const disconnecting = useMutation({
    mutationFn: (one: AccountConnection) =>
      call(
        api.DELETE('/api/v2/public/linked-account/integration/{slug}', {
          params: { path: { slug: one.type }, query: { linked_account_id: account, auth_type: one.auth_type, identifier: one.identifier ?? undefined }, header: { linked_account_id: account } },
        }),
      ),
    onSuccess: async () => {
      await Promise.all(['account', 'accounts', 'account-workflows'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      notifyDone(t('disconnected'));
      onClose();
    },
  });
  const app = connection?.name ?? connection?.type ?? '';
  return (
    <ConfirmDialog
      opened={connection !== undefined}
      onClose={onClose}
      title={t('disconnectTitle', { app })}
      action={t('disconnect')}
      isPending={disconnecting.isPending}
      failure={disconnecting.error}
      onConfirm={() => connection && disconnecting.mutate(connection)}
    >
      {t('disconnectHint', { app })}
    </ConfirmDialog>
  );
}
