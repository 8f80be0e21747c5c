import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import { useSession } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { NewPassword } from '../../ui/NewPassword';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { sessionsKey } from './SessionsSection';

export function PasswordSection() {
  const { t } = useTranslation('settings');
  const { user } = useSession();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => call(api.POST('/api/v2/console/password', { body: { current_password: current, new_password: next } })),
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      notifyDone(t('password.changed'));
      await queries.invalidateQueries({ queryKey: sessionsKey });
    },
  });
  const failure = change.error;
  const isWrong = failure instanceof ApiFailure && failure.code === 'WRONG_PASSWORD';
  const weak = failure instanceof ApiFailure ? failure.fields['new_password'] : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Section title={t('password.title')} description={t('password.description')}>
      <form onSubmit={submit}>
        <Stack maw={420}>
          {/* Password managers keep the new one under this name. */}
          <input type="text" autoComplete="username" value={user.email} readOnly hidden />
          <PasswordInput
            label={t('password.current')}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
            value={current}
            error={isWrong ? t('password.wrong') : undefined}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <NewPassword label={t('password.new')} value={next} onChange={setNext} error={weak} />
          {!isWrong && !weak && <FailureAlert failure={failure} />}
          <Group><Button type="submit" variant="default" loading={change.isPending}>{t('password.change')}</Button></Group>
        </Stack>
      </form>
    </Section>
  );
}
