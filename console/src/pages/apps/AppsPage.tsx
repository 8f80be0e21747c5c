import { Anchor, Badge, Button, Card, Group, Menu, Select, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconApps, IconChevronDown, IconFileImport, IconMessageQuestion, IconPencilPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { AppIcon } from '../../ui/AppIcon';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { SearchBox } from '../../ui/SearchBox';
import classes from './AppsPage.module.css';
import type { CatalogueSearch } from './routes';
import type { App } from './types';

const LOADING_CARDS = 9;

export function AppsPage() {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const filter = useSearch({ strict: false }) as CatalogueSearch;
  // One bounded list: what came with the server and the environment's own apps.
  const apps = useQuery({
    queryKey: ['apps', environment],
    queryFn: () => call(api.GET('/api/v2/public/application', { params: { query: { with_usage: 'true' } } })),
  });
  const narrow = (change: CatalogueSearch) => void navigate({ to: '/$environment/apps', params: { environment }, search: { ...filter, ...change }, replace: true });
  const categories = [...new Set(apps.data?.flatMap((app) => app.tags) ?? [])].sort();
  const shown = apps.data?.filter((app) => fits(app, filter));
  return (
    <Page title={t('title')} description={t('description')} actions={<Actions />}>
      <Group gap="sm" role="search">
        <SearchBox label={t('search')} value={filter.search ?? ''} onSearch={(search) => narrow({ search: search || undefined })} />
        <Select
          aria-label={t('category')}
          placeholder={t('category')}
          clearable
          clearButtonProps={{ 'aria-label': t('clearCategory') }}
          searchable
          w={200}
          data={categories}
          value={filter.category ?? null}
          onChange={(category) => narrow({ category: category ?? undefined })}
        />
        <Select
          aria-label={t('show')}
          placeholder={t('show')}
          clearable
          clearButtonProps={{ 'aria-label': t('clearShow') }}
          w={200}
          data={['connected', 'setup', 'custom'].map((show) => ({ value: show, label: t(`showing.${show}`) }))}
          value={filter.show ?? null}
          onChange={(show) => narrow({ show: (show as CatalogueSearch['show']) ?? undefined })}
        />
      </Group>
      <FailureAlert failure={apps.error} />
      {shown && <Text size="sm" c="dimmed" role="status">{t('count', { count: shown.length })}</Text>}
      {shown?.length === 0 ? (
        <EmptyState
          icon={IconApps}
          title={t('noneFits')}
          hint={t('noneFitsHint')}
          action={<Button variant="default" onClick={() => narrow({ search: undefined, category: undefined, show: undefined })}>{t('clearFilters')}</Button>}
        />
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} component="ul" m={0} p={0} className={classes.grid}>
          {shown?.map((app) => <AppCard key={app.slug} app={app} />)}
          {apps.isPending && Array.from({ length: LOADING_CARDS }, (_, index) => <Skeleton key={index} component="li" height={132} />)}
        </SimpleGrid>
      )}
    </Page>
  );
}

function fits(app: App, filter: CatalogueSearch): boolean {
  const text = filter.search?.toLowerCase().trim() ?? '';
  const says = [app.name, app.slug, app.description, ...app.tags].some((said) => said.toLowerCase().includes(text));
  const isShown =
    filter.show === undefined ||
    (filter.show === 'connected' && (app.connected_count ?? 0) > 0) ||
    (filter.show === 'custom' && app.type === 'custom') ||
    (filter.show === 'setup' && app.ready === false);
  return says && isShown && (filter.category === undefined || app.tags.includes(filter.category));
}

function AppCard({ app }: { app: App }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const expired = app.expired_count ?? 0;
  return (
    <Card withBorder padding="md" component="li" className={classes.card}>
      <Stack gap="xs" h="100%">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <AppIcon icon={app.icon} name={app.name} size={36} />
          <div className={classes.text}>
            <Anchor fw={600} className={classes.link} renderRoot={(props) => <Link to="/$environment/apps/$slug" params={{ environment, slug: app.slug }} {...props} />}>{app.name}</Anchor>
            <Text size="sm" c="dimmed" lineClamp={2}>{app.description}</Text>
          </div>
        </Group>
        <Group gap={6} mt="auto">
          {app.type === 'custom' && <Badge variant="light" tt="none" fw={500}>{t('custom')}</Badge>}
          {app.enabled === false && <Badge variant="light" color="gray" tt="none" fw={500}>{t('off')}</Badge>}
          {app.ready === false && <Badge variant="light" color="yellow" tt="none" fw={500}>{t('needsSetup')}</Badge>}
          {(app.connected_count ?? 0) > 0 && <Badge variant="light" color="teal" tt="none" fw={500}>{t('connected', { count: app.connected_count })}</Badge>}
          {expired > 0 && <Badge variant="light" color="red" tt="none" fw={500}>{t('expired', { count: expired })}</Badge>}
          <Text size="xs" c="dimmed">{t('actions', { count: app.actions_count ?? 0 })}</Text>
        </Group>
      </Stack>
    </Card>
  );
}

function Actions() {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const mayChange = useCan('DEVELOPER');
  const params = { environment };
  return (
    <>
      <Button variant="default" leftSection={<IconMessageQuestion size={16} aria-hidden />} renderRoot={(props) => <Link to="/$environment/apps/custom/requests" params={params} {...props} />}>{t('leads.open')}</Button>
      {mayChange && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{t('newCustom')}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconFileImport size={16} aria-hidden />} renderRoot={(props) => <Link to="/$environment/apps/custom/openapi" params={params} {...props} />}>{t('openapi.open')}</Menu.Item>
            <Menu.Item leftSection={<IconPencilPlus size={16} aria-hidden />} renderRoot={(props) => <Link to="/$environment/apps/custom/new" params={params} {...props} />}>{t('fromScratch')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
