import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import { sessionQuery } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { OutsideFrame } from './OutsideFrame';

export function SignInPage() {
  const { t } = useTranslation('signin');
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const passwordBox = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: () => call(api.POST('/api/v2/console/session', { body: { email, password } })),
    onSuccess: async () => {
      // What was read before belongs to somebody else.
      queries.clear();
      await queries.fetchQuery(sessionQuery);
      await navigate({ href: to ?? '/console/' });
    },
    onError: () => {
      setPassword('');
      passwordBox.current?.focus();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <OutsideFrame title={t('title')}>
      <form onSubmit={submit}>
        <Stack>
          <SignInFailure failure={signIn.error} />
          <TextInput label={t('email')} type="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <PasswordInput
            ref={passwordBox}
            label={t('password')}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending}>{t('signIn')}</Button>
        </Stack>
      </form>
      <Text size="xs" c="dimmed">{t('lost')}</Text>
    </OutsideFrame>
  );
}

/** A wrong password needs no request id; a lock says when it ends. */
function SignInFailure({ failure }: { failure: unknown }) {
  const { t } = useTranslation('signin');
  if (!(failure instanceof ApiFailure)) return <FailureAlert failure={failure} />;
  if (failure.status === 401) return <Alert color="red" variant="light" role="alert">{t('wrong')}</Alert>;
  if (failure.code === 'SIGN_IN_LOCKED') {
    return (
      <Alert color="yellow" variant="light" role="alert" icon={<IconLock aria-hidden />} title={t('lockedTitle')}>
        {failure.message}
      </Alert>
    );
  }
  return <FailureAlert failure={failure} />;
}
