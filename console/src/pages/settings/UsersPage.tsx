import { Badge, Button, Stack, Text } from '@mantine/core';
import { IconLock, IconPlus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan, useSession } from '../../shell/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { TimeText } from '../../ui/TimeText';
import { InviteUser } from './InviteUser';
import { SettingsFrame } from './SettingsFrame';
import { UserActions } from './UserActions';
import { PAGE_SIZE, usersKey, type ConsoleUser } from './users';

export function UsersPage() {
  const { t } = useTranslation('settings');
  const isAdmin = useCan('ADMIN');
  const [isInviting, setInviting] = useState(false);
  if (!isAdmin) {
    return (
      <SettingsFrame part="users">
        <EmptyState icon={IconLock} title={t('users.adminsOnly')} hint={t('users.adminsOnlyHint')} />
      </SettingsFrame>
    );
  }
  return (
    <SettingsFrame part="users" actions={<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>{t('users.invite')}</Button>}>
      <UserTable />
      <InviteUser opened={isInviting} onClose={() => setInviting(false)} />
    </SettingsFrame>
  );
}

function UserTable() {
  const { t } = useTranslation('settings');
  const { t: shell } = useTranslation('shell');
  const { user: self } = useSession();
  const environment = useEnvironment();
  const navigate = useNavigate();
  const { page = 1 } = useSearch({ from: '/$environment/settings/users' });
  const users = useQuery({
    queryKey: [...usersKey, page],
    queryFn: () => call(api.GET('/api/v2/console/users', { params: { query: { page, limit: PAGE_SIZE } } })),
  });
  return (
    <>
      <FailureAlert failure={users.error} />
      <DataTable<ConsoleUser>
        caption={t('users.title')}
        rows={users.data?.docs}
        rowKey={(user) => user._id}
        isLoading={users.isLoading}
        empty={<EmptyState icon={IconUsers} title={t('users.none')} hint={t('users.noneHint')} />}
        paging={{
          page,
          hasNext: users.data?.hasNextPage ?? false,
          onPage: (next) => void navigate({ to: '/$environment/settings/users', params: { environment }, search: next > 1 ? { page: next } : {} }),
        }}
        columns={[
          {
            key: 'user',
            title: t('users.user'),
            cell: (user) => (
              <Stack gap={0}>
                <Text size="sm" fw={500}>{user.name}{user._id === self._id && ` (${t('users.you')})`}</Text>
                {user.email !== user.name && <Text size="xs" c="dimmed">{user.email}</Text>}
              </Stack>
            ),
          },
          { key: 'role', title: t('users.role'), cell: (user) => <Text size="sm">{shell(`roles.${user.role}`)}</Text> },
          { key: 'state', title: t('users.state'), wide: true, cell: (user) => <UserState user={user} /> },
          { key: 'seen', title: t('users.lastSignIn'), wide: true, cell: (user) => <TimeText value={user.last_sign_in_at} /> },
          {
            key: 'actions',
            title: <span className="visually-hidden">{t('actions')}</span>,
            align: 'right',
            cell: (user) => (user._id === self._id ? null : <UserActions user={user} />),
          },
        ]}
      />
    </>
  );
}

function UserState({ user }: { user: ConsoleUser }) {
  const { t } = useTranslation('settings');
  if (user.blocked) return <Badge color="red" variant="light" c="var(--mantine-color-text)" tt="none" fw={500}>{t('users.blocked')}</Badge>;
  if (!user.has_password) return <Badge color="yellow" variant="light" c="var(--mantine-color-text)" tt="none" fw={500}>{t('users.invited')}</Badge>;
  return <Badge color="teal" variant="light" c="var(--mantine-color-text)" tt="none" fw={500}>{t('users.active')}</Badge>;
}
