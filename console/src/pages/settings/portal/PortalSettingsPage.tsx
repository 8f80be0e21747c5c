import { Alert, Anchor, Button, Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { useEnvironment } from '../../../shell/routes';
import { useCan } from '../../../shell/session';
import { FailureAlert } from '../../../ui/FailureAlert';
import { notifyDone } from '../../../ui/notify';
import { Section } from '../../../ui/Section';
import { SettingsFrame } from '../SettingsFrame';
import { errorsOf, type PortalSettings, wanted } from './form';
import { LookFields } from './LookFields';
import { PortalPreview } from './PortalPreview';
import { ShownApps } from './ShownApps';

/** How the connect portal looks, with what it becomes beside it. */
export function PortalSettingsPage() {
  const environment = useEnvironment();
  const settings = useQuery({ queryKey: ['portal-settings', environment], queryFn: () => call(api.GET('/api/v2/public/portal-settings')) });
  return (
    <SettingsFrame part="portal">
      <FailureAlert failure={settings.error} />
      {settings.isLoading && <Skeleton height={320} />}
      {settings.data && <Form key={environment} stored={settings.data} />}
    </SettingsFrame>
  );
}

function Form({ stored }: { stored: PortalSettings }) {
  const { t } = useTranslation('settings');
  const environment = useEnvironment();
  const isAdmin = useCan('ADMIN');
  const queries = useQueryClient();
  const [settings, setSettings] = useState(stored);
  const save = useMutation({
    mutationFn: () => call(api.PUT('/api/v2/public/portal-settings', { body: wanted(settings) })),
    onSuccess: (saved) => {
      queries.setQueryData(['portal-settings', environment], saved);
      setSettings(saved);
      notifyDone(t('portal.saved'));
    },
  });
  const errors = errorsOf(save.error);
  const set = (change: Partial<PortalSettings>) => setSettings((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Grid gutter="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <form onSubmit={submit} noValidate>
          <Stack>
            {!isAdmin && <Alert variant="light">{t('portal.viewer')}</Alert>}
            <LookFields settings={settings} errors={errors} set={set} disabled={!isAdmin} />
            <ShownApps settings={settings} errors={errors} set={set} disabled={!isAdmin} />
            <Text size="sm" c="dimmed">
              {t('portal.origins')}{' '}
              <Anchor size="sm" underline="always" renderRoot={(props) => <Link to="/$environment/developer/setup" params={{ environment }} {...props} />}>{t('portal.originsLink')}</Anchor>
            </Text>
            {Object.keys(errors).length === 0 && <FailureAlert failure={save.error} />}
            {isAdmin && <Group><Button type="submit" loading={save.isPending}>{t('portal.save')}</Button></Group>}
          </Stack>
        </form>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Section title={t('portal.preview')}>
          <PortalPreview settings={settings} />
        </Section>
      </Grid.Col>
    </Grid>
  );
}
