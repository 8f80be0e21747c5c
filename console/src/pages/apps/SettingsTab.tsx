import { Alert, Badge, Button, Group, PasswordInput, Stack, Switch, Table, TagsInput, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { CodeBlock } from '../../ui/CodeBlock';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import type { App, AppSettings } from './types';

type Change = { enabled?: boolean; client_id?: string | null; client_secret?: string; scopes?: string[]; settings?: Record<string, string> };

function useSaving(app: App) {
  const { t } = useTranslation('apps');
  const queries = useQueryClient();
  const environment = useEnvironment();
  return useMutation({
    mutationFn: (body: Change) => call(api.PUT('/api/v2/public/application/{slug}/settings', { params: { path: { slug: app.slug } }, body })),
    onSuccess: async (saved) => {
      queries.setQueryData(['app-settings', environment, app.slug], saved);
      await queries.invalidateQueries({ queryKey: ['apps'] });
      notifyDone(t('saved'));
    },
  });
}

/** Whether customers are offered the app, and the OAuth client that the company registered at the provider. */
export function SettingsTab({ app }: { app: App }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const mayChange = useCan('ADMIN');
  const saving = useSaving(app);
  const settings = useQuery({
    queryKey: ['app-settings', environment, app.slug],
    queryFn: () => call(api.GET('/api/v2/public/application/{slug}/settings', { params: { path: { slug: app.slug } } })),
  });
  return (
    <Stack gap="lg">
      <FailureAlert failure={settings.error ?? saving.error} />
      <Section title={t('settings.offer')} description={t('settings.offerHint')}>
        <Switch
          label={t('settings.enabled')}
          checked={settings.data?.enabled ?? true}
          disabled={!mayChange || !settings.data || saving.isPending}
          onChange={(event) => saving.mutate({ enabled: event.currentTarget.checked })}
        />
      </Section>
      {settings.data?.oauth2 && <OAuthClient key={String(settings.dataUpdatedAt)} app={app} settings={settings.data.oauth2} mayChange={mayChange} />}
      <Inputs app={app} />
    </Stack>
  );
}

function OAuthClient({ app, settings, mayChange }: { app: App; settings: NonNullable<AppSettings['oauth2']>; mayChange: boolean }) {
  const { t } = useTranslation('apps');
  const saving = useSaving(app);
  const [clientId, setClientId] = useState(settings.client_id ?? '');
  const [secret, setSecret] = useState('');
  const [scopes, setScopes] = useState(settings.scopes.chosen);
  const [more, setMore] = useState<Record<string, string>>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== ''));
    saving.mutate({
      client_id: clientId.trim() || null,
      scopes,
      ...(secret === '' ? {} : { client_secret: secret }),
      ...(Object.keys(given).length === 0 ? {} : { settings: given }),
    });
  };
  const lacks = (name: string) => settings.missing.includes(name);
  const secretHint = (isSet: boolean) => (isSet ? t('settings.isSet') : t('settings.notSet'));
  return (
    <Section title={t('settings.client')} description={t('settings.clientHint')}>
      <form onSubmit={submit}>
        <Stack maw={640}>
          {settings.ready ? (
            <Alert color="teal" variant="light" icon={<IconCircleCheck aria-hidden />}>{t('settings.ready')}</Alert>
          ) : (
            <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />}>{t('settings.missing', { what: settings.missing.map((name) => labelOf(name, settings, t)).join(', ') })}</Alert>
          )}
          <div>
            <Text size="sm" fw={500}>{t('settings.redirect')}</Text>
            <Text size="xs" c="dimmed" mb={4}>{t('settings.redirectHint', { app: app.name })}</Text>
            <CodeBlock text={settings.redirect_url} what={t('settings.redirect')} />
          </div>
          <TextInput label={t('settings.client_id')} value={clientId} onChange={(event) => setClientId(event.currentTarget.value)} withAsterisk={lacks('client_id')} disabled={!mayChange} autoComplete="off" />
          <PasswordInput
            label={t('settings.client_secret')}
            description={secretHint(settings.client_secret_set)}
            placeholder={settings.client_secret_set ? t('settings.replace') : undefined}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            withAsterisk={lacks('client_secret')}
            disabled={!mayChange}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('settings.showTyped') }}
          />
          {settings.settings.map((field) => (
            <PasswordInput
              key={field.name}
              label={field.label}
              description={secretHint(field.set)}
              placeholder={field.set ? t('settings.replace') : undefined}
              value={more[field.name] ?? ''}
              onChange={(event) => setMore({ ...more, [field.name]: event.currentTarget.value })}
              withAsterisk={lacks(`settings.${field.name}`)}
              disabled={!mayChange}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t('settings.showTyped') }}
            />
          ))}
          <Scopes settings={settings} chosen={scopes} onChange={setScopes} disabled={!mayChange} />
          <FailureAlert failure={saving.error} />
          {mayChange ? (
            <Group><Button type="submit" loading={saving.isPending}>{t('settings.save')}</Button></Group>
          ) : (
            <Text size="sm" c="dimmed">{t('settings.adminOnly')}</Text>
          )}
        </Stack>
      </form>
    </Section>
  );
}

interface ScopesProps {
  settings: NonNullable<AppSettings['oauth2']>;
  chosen: string[];
  onChange: (scopes: string[]) => void;
  disabled: boolean;
}

function Scopes({ settings, chosen, onChange, disabled }: ScopesProps) {
  const { t } = useTranslation('apps');
  return (
    <Stack gap="xs">
      {settings.scopes.required.length > 0 && (
        <div>
          <Text size="sm" fw={500}>{t('settings.required')}</Text>
          <Group gap={4} mt={4}>
            {settings.scopes.required.map((scope) => <Badge key={scope} variant="default" tt="none" fw={400}>{scope}</Badge>)}
          </Group>
        </div>
      )}
      <TagsInput
        label={t('settings.scopes')}
        description={t('settings.scopesHint')}
        data={settings.scopes.optional}
        value={chosen}
        onChange={onChange}
        disabled={disabled}
        clearable
        clearButtonProps={{ 'aria-label': t('settings.clearScopes') }}
      />
    </Stack>
  );
}

function labelOf(name: string, settings: NonNullable<AppSettings['oauth2']>, t: (key: string) => string): string {
  const field = settings.settings.find((one) => `settings.${one.name}` === name);
  return field ? field.label : t(`settings.${name}`);
}

/** What customers are asked for when they connect the app with a key of their own. */
function Inputs({ app }: { app: App }) {
  const { t } = useTranslation('apps');
  const inputs = app.auth_type_options['keybased'] ?? [];
  if (!app.auth_types.includes('keybased') || inputs.length === 0) {
    return app.auth_types.every((type) => type === 'none') ? <Section title={t('settings.open')}><Text size="sm">{t('settings.openHint')}</Text></Section> : null;
  }
  return (
    <Section title={t('settings.keys')} description={t('settings.keysHint')}>
      <Table.ScrollContainer minWidth={320} type="native">
        <Table>
          <Table.Thead><Table.Tr><Table.Th scope="col">{t('field')}</Table.Th><Table.Th scope="col">{t('help')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {inputs.map((input) => (
              <Table.Tr key={input.name}>
                <Table.Td>{input.label}{input.required && <Text span c="red" aria-label={t('isRequired')}> *</Text>}</Table.Td>
                <Table.Td><Text size="sm" c="dimmed">{input.help_text || input.placeholder || '–'}</Text></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}
