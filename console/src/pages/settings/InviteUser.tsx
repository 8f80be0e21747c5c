import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import type { Role } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { OneTimeLink } from './OneTimeLink';
import { RolePicker } from './RolePicker';
import { forgetUsers } from './users';

/** Asks whom, then shows the link to hand over: there is no mail. */
export function InviteUser({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [round, setRound] = useState(0);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('users.invite')}
      closeButtonProps={{ 'aria-label': t('close') }}
      onExitTransitionEnd={() => setRound(round + 1)}
    >
      <InviteForm key={round} onClose={onClose} />
    </Modal>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('DEVELOPER');
  const invite = useMutation({
    mutationFn: () => call(api.POST('/api/v2/console/users', { body: { email, role, ...(name.trim() ? { name } : {}) } })),
    onSuccess: forgetUsers,
  });
  const failure = invite.error;
  const fields = failure instanceof ApiFailure ? failure.fields : {};
  const taken = failure instanceof ApiFailure && failure.code === 'EMAIL_TAKEN' ? failure.message : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  if (invite.data) return <OneTimeLink url={invite.data.set_password_url} email={invite.data.user.email} onClose={onClose} />;
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t('users.email')} type="email" required data-autofocus value={email} error={fields['email'] ?? taken} onChange={(event) => setEmail(event.currentTarget.value)} />
        <TextInput label={t('users.name')} value={name} maxLength={100} error={fields['name']} onChange={(event) => setName(event.currentTarget.value)} />
        <RolePicker role={role} onRole={setRole} />
        {!fields['email'] && !fields['name'] && !taken && <FailureAlert failure={failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" loading={invite.isPending}>{t('users.makeLink')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
