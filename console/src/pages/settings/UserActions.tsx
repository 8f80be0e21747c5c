import { ActionIcon, Menu, Modal } from '@mantine/core';
import { IconBan, IconDots, IconLink, IconTrash, IconUserCheck, IconUserCog } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ROLES, type Role, useSession } from '../../shell/session';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { notifyDone } from '../../ui/notify';
import { OneTimeLink } from './OneTimeLink';
import { RolePicker } from './RolePicker';
import { type ConsoleUser, forgetUsers } from './users';

type Asked = 'role' | 'block' | 'link' | 'delete';

/** What can be done with another user; nothing with one above oneself. */
export function UserActions({ user }: { user: ConsoleUser }) {
  const { t } = useTranslation('settings');
  const { user: self } = useSession();
  const [asked, setAsked] = useState<Asked>();
  const [url, setUrl] = useState('');
  const act = useMutation({
    mutationFn: (action: () => Promise<unknown>) => action(),
    onSuccess: async () => {
      setAsked(undefined);
      await forgetUsers();
    },
  });
  const path = { params: { path: { user_id: user._id } } };
  const ask = (what: Asked) => {
    act.reset();
    setAsked(what);
  };
  const unblock = () => call(api.PUT('/api/v2/console/users/{user_id}', { ...path, body: { blocked: false } }));
  if (ROLES.indexOf(self.role) < ROLES.indexOf(user.role)) return null;
  const dialog = { onClose: () => setAsked(undefined), isPending: act.isPending, failure: act.error };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('users.actionsOf', { name: user.name })}><IconDots size={18} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUserCog size={16} aria-hidden />} onClick={() => ask('role')}>{t('users.changeRole')}</Menu.Item>
          {!user.blocked && <Menu.Item leftSection={<IconLink size={16} aria-hidden />} onClick={() => ask('link')}>{t('users.newLink')}</Menu.Item>}
          {user.blocked
            ? <Menu.Item leftSection={<IconUserCheck size={16} aria-hidden />} onClick={() => act.mutate(unblock)}>{t('users.unblock')}</Menu.Item>
            : <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => ask('block')}>{t('users.block')}</Menu.Item>}
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => ask('delete')}>{t('users.delete')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RoleDialog user={user} opened={asked === 'role'} {...dialog} onRole={(role) =>
        act.mutate(async () => {
          await call(api.PUT('/api/v2/console/users/{user_id}', { ...path, body: { role } }));
          notifyDone(t('saved'));
        })} />
      <ConfirmDialog {...dialog} opened={asked === 'block'} title={t('users.blockTitle', { name: user.name })} action={t('users.block')}
        onConfirm={() => act.mutate(() => call(api.PUT('/api/v2/console/users/{user_id}', { ...path, body: { blocked: true } })))}>
        {t('users.blockHint')}
      </ConfirmDialog>
      <ConfirmDialog {...dialog} opened={asked === 'delete'} title={t('users.deleteTitle', { name: user.name })} action={t('users.delete')}
        onConfirm={() => act.mutate(() => call(api.DELETE('/api/v2/console/users/{user_id}', path)))}>
        {t('users.deleteHint')}
      </ConfirmDialog>
      <ConfirmDialog {...dialog} danger={false} opened={asked === 'link'} title={t('users.linkTitle', { name: user.name })} action={t('users.makeLink')}
        onConfirm={() =>
          act.mutate(async () => setUrl((await call(api.POST('/api/v2/console/users/{user_id}/link', path))).set_password_url))}>
        {t('users.linkHint')}
      </ConfirmDialog>
      <Modal opened={url !== ''} onClose={() => setUrl('')} title={t('users.linkTitle', { name: user.name })} closeButtonProps={{ 'aria-label': t('close') }}>
        <OneTimeLink url={url} email={user.email} onClose={() => setUrl('')} />
      </Modal>
    </>
  );
}

interface RoleProps {
  user: ConsoleUser;
  opened: boolean;
  onClose: () => void;
  isPending: boolean;
  failure: unknown;
  onRole: (role: Role) => void;
}

function RoleDialog({ user, onRole, ...dialog }: RoleProps) {
  const { t } = useTranslation('settings');
  const [role, setRole] = useState<Role>(user.role);
  return (
    <ConfirmDialog {...dialog} danger={false} title={t('users.roleTitle', { name: user.name })} action={t('save')} onConfirm={() => onRole(role)}>
      <RolePicker role={role} onRole={setRole} />
    </ConfirmDialog>
  );
}
