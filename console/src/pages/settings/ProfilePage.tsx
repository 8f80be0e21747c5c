import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import { sessionQuery, useSession } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { PasswordSection } from './PasswordSection';
import { SessionsSection } from './SessionsSection';
import { SettingsFrame } from './SettingsFrame';

export function ProfilePage() {
  return (
    <SettingsFrame part="profile">
      <NameSection />
      <PasswordSection />
      <SessionsSection />
    </SettingsFrame>
  );
}

function NameSection() {
  const { t } = useTranslation('settings');
  const { t: shell } = useTranslation('shell');
  const { user } = useSession();
  const [name, setName] = useState(user.name);
  const save = useMutation({
    mutationFn: () => call(api.PUT('/api/v2/console/profile', { body: { name } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      notifyDone(t('saved'));
    },
  });
  const field = save.error instanceof ApiFailure ? save.error.fields['name'] : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Section title={t('profile.you')}>
      <form onSubmit={submit}>
        <Stack maw={420}>
          <TextInput label={t('profile.name')} autoComplete="name" required maxLength={100} value={name} error={field} onChange={(event) => setName(event.currentTarget.value)} />
          <Text size="sm">
            <Text span c="dimmed">{t('profile.emailAndRole')} </Text>
            {user.email} · {shell(`roles.${user.role}`)}
          </Text>
          {!field && <FailureAlert failure={save.error} />}
          <Group><Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === '' || name === user.name}>{t('save')}</Button></Group>
        </Stack>
      </form>
    </Section>
  );
}
