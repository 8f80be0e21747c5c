import { Alert, Anchor, Button, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import type { components } from '../../api/schema';
import { sessionQuery } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { NewPassword } from '../../ui/NewPassword';
import { OutsideFrame } from './OutsideFrame';

type PasswordLink = components['schemas']['PasswordLink'];

/** Sets the password with a one-time link. Its token stands after the #, which browsers send to no server. */
export function SetPasswordPage() {
  const { t } = useTranslation('signin');
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '');
  useEffect(() => {
    // Neither the history nor who looks over a shoulder keeps it.
    if (window.location.hash) window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  const link = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => call(api.POST('/api/v2/console/password/link/check', { body: { token } })),
    enabled: token !== '',
    refetchOnWindowFocus: false,
  });
  return (
    <OutsideFrame title={t('setTitle')} description={link.data && t('setFor', { email: link.data.email })}>
      {token === '' && <NoLink text={t('noToken')} />}
      {link.error instanceof ApiFailure && link.error.status === 401
        ? <NoLink text={link.error.message} />
        : <FailureAlert failure={link.error} />}
      {link.isLoading && <Skeleton height={120} />}
      {link.data && <SetPasswordForm token={token} link={link.data} />}
    </OutsideFrame>
  );
}

function NoLink({ text }: { text: string }) {
  const { t } = useTranslation('signin');
  return (
    <Stack>
      <Alert color="yellow" variant="light" role="alert" title={t('noLinkTitle')}>{text}</Alert>
      <Text size="sm"><Anchor renderRoot={(props) => <Link to="/sign-in" search={{}} {...props} />}>{t('toSignIn')}</Anchor></Text>
    </Stack>
  );
}

function SetPasswordForm({ token, link }: { token: string; link: PasswordLink }) {
  const { t } = useTranslation('signin');
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [name, setName] = useState(link.first_owner ? '' : link.name);
  const [password, setPassword] = useState('');
  const set = useMutation({
    mutationFn: () =>
      call(
        api.POST('/api/v2/console/password/link', {
          body: { token, password, ...(name ? { name } : {}), ...(link.first_owner && email ? { email } : {}) },
        }),
      ),
    onSuccess: async () => {
      queries.clear();
      await queries.fetchQuery(sessionQuery);
      await navigate({ href: '/console/' });
    },
  });
  const fields = set.error instanceof ApiFailure ? set.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {link.first_owner && (
          <TextInput
            label={t('ownEmail')}
            description={t('ownEmailHint', { email: link.email })}
            type="email"
            autoComplete="username"
            value={email}
            error={fields['email']}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        )}
        <TextInput label={t('name')} autoComplete="name" value={name} error={fields['name']} onChange={(event) => setName(event.currentTarget.value)} />
        <NewPassword label={t('newPassword')} value={password} onChange={setPassword} error={fields['password']} />
        {!fields['password'] && !fields['email'] && !fields['name'] && <FailureAlert failure={set.error} />}
        <Button type="submit" loading={set.isPending}>{t('setAndSignIn')}</Button>
      </Stack>
    </form>
  );
}
