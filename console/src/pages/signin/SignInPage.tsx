import { Button, Card, Center, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { queries } from '../../api/queries';
import { sessionQuery } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';

export function SignInPage() {
  const { t } = useTranslation('signin');
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => call(api.POST('/api/v2/console/session', { body: { email, password } })),
    onSuccess: async () => {
      queries.clear();
      await queries.fetchQuery(sessionQuery);
      await navigate({ href: to ?? '/console/' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Center component="main" mih="100vh" p="md">
      <Card withBorder w="100%" maw={400} p="xl">
        <form onSubmit={submit}>
          <Stack>
            <Title order={1}>{t('title')}</Title>
            <FailureAlert failure={signIn.error} />
            <TextInput label={t('email')} type="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
            <PasswordInput label={t('password')} autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
            <Button type="submit" loading={signIn.isPending}>{t('signIn')}</Button>
          </Stack>
        </form>
      </Card>
    </Center>
  );
}
