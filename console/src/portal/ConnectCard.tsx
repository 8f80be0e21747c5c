import { Anchor, Button, Card, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../api/failure';
import { FailureAlert } from '../ui/FailureAlert';
import { notifyDone } from '../ui/notify';
import { type AppDetail, tellEmbedder, type Way } from './calls';
import { WayField } from './WayField';
import { BrowserWay } from './BrowserWay';
import { useKeys } from './useKeys';

/** The ways into an app: the provider's own page, or what the customer types in. */
export function ConnectCard({ app, onConnected }: { app: AppDetail; onConnected: () => void }) {
  const { t } = useTranslation('portal');
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(app.ways.find((way) => way.browser)?.auth_type ?? app.ways[0]?.auth_type ?? '');
  const way = app.ways.find((each) => each.auth_type === chosen) ?? app.ways[0];
  const done = async () => {
    tellEmbedder('connected', app.slug);
    await queries.invalidateQueries();
    notifyDone(t('connected', { app: app.name }));
    onConnected();
  };
  if (!way) return null;
  return (
    <Card withBorder padding="lg">
      <Stack gap="md">
        <Title order={2}>{t(app.state === 'expired' ? 'reconnectTitle' : 'connectTitle', { app: app.name })}</Title>
        {app.ways.length > 1 && (
          <SegmentedControl fullWidth aria-label={t('ways')} value={way.auth_type} onChange={setChosen}
            data={app.ways.map((each) => ({ value: each.auth_type, label: t(each.browser ? 'wayBrowser' : 'wayKeys', { app: app.name }) }))} />
        )}
        {way.browser ? <BrowserWay key={way.auth_type} app={app} way={way} onConnected={done} /> : <KeyWay key={way.auth_type} app={app} way={way} onConnected={done} />}
        {app.docs_url.startsWith('https://') && (
          <Text size="sm"><Anchor href={app.docs_url} target="_blank" rel="noopener noreferrer" size="sm">{t('docs', { app: app.name })}</Anchor></Text>
        )}
      </Stack>
    </Card>
  );
}

function KeyWay({ app, way, onConnected }: { app: AppDetail; way: Way; onConnected: () => Promise<void> }) {
  const { t } = useTranslation('portal');
  const keys = useKeys(app, way, onConnected);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keys.send();
  };
  const refused = keys.failure instanceof ApiFailure && keys.failure.code === 'INVALID_CREDENTIALS';
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {way.fields.map((field) => (
          <WayField key={field.name} field={field} value={keys.values[field.name]} error={keys.errors[field.name]} onChange={(value) => keys.set(field.name, value)} />
        ))}
        {Object.keys(keys.errors).length === 0 || refused ? <FailureAlert failure={keys.failure} title={refused ? t('refusedTitle', { app: app.name }) : undefined} /> : null}
        <Group>
          <Button type="submit" loading={keys.isPending}>{t(app.state === 'expired' ? 'reconnect' : 'connect')}</Button>
        </Group>
        <Text size="xs" c="dimmed">{t('keysHint')}</Text>
      </Stack>
    </form>
  );
}
