import './app-styles';
import { Center, Group, Loader, Stack, Tabs, Text, Title } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../ui/FailureAlert';
import { ActivityTab } from './ActivityTab';
import { go } from './address';
import { AppIcon } from './AppIcon';
import { api, type AppDetail, call } from './calls';
import { ConnectionTab } from './ConnectionTab';
import { BackLink } from './PortalFrame';
import { SettingsTab } from './SettingsTab';
import { StateBadge } from './StateBadge';

interface Props {
  slug: string;
  tab: string | undefined;
  configId: string | undefined;
}

/** One app: its connections, its settings and workflows, and what happened. */
export function AppPage({ slug, tab, configId }: Props) {
  const { t } = useTranslation('portal');
  const app = useQuery({
    queryKey: ['app', slug],
    queryFn: () => call(api.GET('/api/v2/public/portal/apps/{slug}', { params: { path: { slug } } })),
  });
  return (
    <Stack gap="md">
      <Notifications position="bottom-center" />
      <BackLink />
      <FailureAlert failure={app.error} />
      {app.isLoading && <Center py="xl"><Loader aria-label={t('loading')} /></Center>}
      {app.data && <Opened app={app.data} tab={tab} configId={configId} />}
    </Stack>
  );
}

function Opened({ app, tab, configId }: { app: AppDetail; tab: string | undefined; configId: string | undefined }) {
  const { t } = useTranslation('portal');
  const heading = useRef<HTMLHeadingElement>(null);
  // Who comes by keyboard or listens starts where the page starts.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const usable = app.state === 'connected' || app.state === 'open' || app.state === 'expired';
  const first = app.state === 'open' ? 'settings' : 'connection';
  const open = tab === 'settings' || tab === 'activity' ? tab : first;
  return (
    <>
      <Group gap="md" wrap="nowrap" align="flex-start">
        <AppIcon name={app.name} icon={app.icon} size={52} />
        <Stack gap={4} miw={0}>
          <Group gap="xs">
            <Title order={1} ref={heading} tabIndex={-1} style={{ outline: 'none', overflowWrap: 'anywhere' }}>{app.name}</Title>
            <StateBadge state={app.state} />
          </Group>
          <Text c="dimmed" size="sm">{app.description}</Text>
        </Stack>
      </Group>
      {usable ? (
        <Tabs value={open} onChange={(next) => go({ app: app.slug, tab: next === first || next === null ? undefined : next }, true)} keepMounted={false}>
          <Tabs.List mb="md">
            {app.state !== 'open' && <Tabs.Tab value="connection">{t('tabs.connection')}</Tabs.Tab>}
            <Tabs.Tab value="settings">{t('tabs.settings')}</Tabs.Tab>
            <Tabs.Tab value="activity">{t('tabs.activity')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="connection"><ConnectionTab app={app} /></Tabs.Panel>
          <Tabs.Panel value="settings"><SettingsTab app={app} configId={configId} /></Tabs.Panel>
          <Tabs.Panel value="activity"><ActivityTab app={app} configId={configId} /></Tabs.Panel>
        </Tabs>
      ) : (
        <ConnectionTab app={app} />
      )}
    </>
  );
}
