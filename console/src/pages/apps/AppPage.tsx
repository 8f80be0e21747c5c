import { Anchor, Badge, Group, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { AppIcon } from '../../ui/AppIcon';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { ActionsTab } from './ActionsTab';
import { FieldsTab } from './FieldsTab';
import { SettingsTab } from './SettingsTab';
import type { App } from './types';
import { WorkflowsTab } from './WorkflowsTab';

const DefinitionTab = lazy(() => import('./DefinitionTab'));

const TABS = ['settings', 'actions', 'workflows', 'fields', 'definition'] as const;
type Tab = (typeof TABS)[number];

export function AppPage() {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const { slug = '', tab = 'settings' } = useParams({ strict: false });
  const crumbs = [{ label: t('title'), to: `/${environment}/apps` }];
  // The list that the catalogue has already read; it holds the counts too.
  const apps = useQuery({
    queryKey: ['apps', environment, slug],
    queryFn: () => call(api.GET('/api/v2/public/application', { params: { query: { with_usage: 'true', slug } } })),
  });
  const app = apps.data?.[0];
  if (!app) {
    return (
      <Page title={apps.data ? t('unknown', { slug }) : slug} crumbs={crumbs}>
        <FailureAlert failure={apps.error} />
      </Page>
    );
  }
  return (
    <Page title={app.name} description={app.description} crumbs={crumbs} actions={<AppIcon icon={app.icon} name={app.name} size={40} />}>
      <Group gap="xs">
        {app.type === 'custom' && <Badge variant="light" tt="none">{t('custom')}</Badge>}
        {app.tags.map((tag) => <Badge key={tag} variant="default" tt="none" fw={400}>{tag}</Badge>)}
        <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/linked-accounts" params={{ environment }} search={{ app: app.slug }} {...props} />}>
          {t('connected', { count: app.connected_count ?? 0 })}
        </Anchor>
        {(app.expired_count ?? 0) > 0 && (
          <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/linked-accounts" params={{ environment }} search={{ app: app.slug, connection: 'expired' }} {...props} />}>
            {t('expired', { count: app.expired_count })}
          </Anchor>
        )}
        {app.docs_url && <Anchor size="sm" href={app.docs_url} target="_blank" rel="noopener noreferrer">{t('docs')}</Anchor>}
      </Group>
      <AppTabs app={app} tab={TABS.find((one) => one === tab) ?? 'settings'} />
    </Page>
  );
}

function AppTabs({ app, tab }: { app: App; tab: Tab }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const shown = TABS.filter((one) => one !== 'definition' || app.type === 'custom');
  const open = (next: string | null) => void navigate({ to: '/$environment/apps/$slug/$tab', params: { environment, slug: app.slug, tab: next ?? 'settings' } });
  return (
    <Tabs value={tab} onChange={open} keepMounted={false}>
      <Tabs.List mb="lg" aria-label={t('tabs')}>
        {shown.map((one) => <Tabs.Tab key={one} value={one}>{t(`tab.${one}`)}</Tabs.Tab>)}
      </Tabs.List>
      <Tabs.Panel value="settings"><SettingsTab app={app} /></Tabs.Panel>
      <Tabs.Panel value="actions"><ActionsTab app={app} /></Tabs.Panel>
      <Tabs.Panel value="workflows"><WorkflowsTab app={app} /></Tabs.Panel>
      <Tabs.Panel value="fields"><FieldsTab app={app} /></Tabs.Panel>
      {app.type === 'custom' && (
        <Tabs.Panel value="definition"><Suspense><DefinitionTab app={app} /></Suspense></Tabs.Panel>
      )}
    </Tabs>
  );
}
