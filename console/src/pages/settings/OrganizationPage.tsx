import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import { sessionQuery, useCan, useSession } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { SettingsFrame } from './SettingsFrame';

export function OrganizationPage() {
  const { t } = useTranslation('settings');
  const { organization } = useSession();
  const isAdmin = useCan('ADMIN');
  return (
    <SettingsFrame part="organization">
      <Section title={t('organization.name')}>
        {isAdmin ? <OrganizationName /> : <Text size="sm">{organization.name}</Text>}
      </Section>
    </SettingsFrame>
  );
}

function OrganizationName() {
  const { t } = useTranslation('settings');
  const { organization } = useSession();
  const [name, setName] = useState(organization.name);
  const save = useMutation({
    mutationFn: () => call(api.PUT('/api/v2/console/organization', { body: { name } })),
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
    <form onSubmit={submit}>
      <Stack maw={420}>
        <TextInput label={t('organization.label')} required maxLength={100} value={name} error={field} onChange={(event) => setName(event.currentTarget.value)} />
        {!field && <FailureAlert failure={save.error} />}
        <Group><Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === '' || name === organization.name}>{t('save')}</Button></Group>
      </Stack>
    </form>
  );
}
