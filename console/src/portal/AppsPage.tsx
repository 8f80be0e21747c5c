import { Button, Card, Center, Chip, Group, Loader, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { IconApps } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState';
import { FailureAlert } from '../ui/FailureAlert';
import { SearchBox } from '../ui/SearchBox';
import { go, hrefOf } from './address';
import { AppIcon } from './AppIcon';
import { api, type App, call } from './calls';
import { StateBadge } from './StateBadge';

const PAGE = 24;

/** All apps that the customer can connect, what needs attention first. */
export function AppsPage() {
  const { t } = useTranslation('portal');
  const [search, setSearch] = useState('');
  const [category, setCategory] = useState('');
  const apps = useInfiniteQuery({
    queryKey: ['apps', search, category],
    queryFn: ({ pageParam }) =>
      call(api.GET('/api/v2/public/portal/apps', { params: { query: { page: pageParam, limit: PAGE, ...(search ? { search } : {}), ...(category ? { category } : {}) } } })),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.hasNextPage ? last.page + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  const first = apps.data?.pages[0];
  const shown = apps.data?.pages.flatMap((page) => page.docs) ?? [];
  return (
    <Stack gap="md">
      <div>
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed" size="sm" mt={4}>{t('description')}</Text>
      </div>
      <SearchBox label={t('search')} value={search} onSearch={setSearch} w="100%" />
      {first && first.categories.length > 1 && (
        <Chip.Group value={category} onChange={(next) => setCategory(String(next))}>
          <Group gap={6} role="radiogroup" aria-label={t('categories')}>
            <Chip size="xs" variant="light" value="">{t('allCategories')}</Chip>
            {first.categories.map(({ name, count }) => (
              <Chip key={name} size="xs" variant="light" value={name}>{t('category', { name, count })}</Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      <FailureAlert failure={apps.error} />
      {apps.isLoading && <Center py="xl"><Loader aria-label={t('loading')} /></Center>}
      <Text className="visually-hidden" role="status">{first ? t('found', { count: first.totalDocs }) : ''}</Text>
      {first && shown.length === 0 && (
        <EmptyState icon={IconApps} title={t(search || category ? 'nothingFound' : 'noApps')} hint={t(search || category ? 'nothingFoundHint' : 'noAppsHint')} />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm" component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        {shown.map((app) => <li key={app.slug}><AppCard app={app} /></li>)}
      </SimpleGrid>
      {apps.hasNextPage && (
        <Center><Button variant="default" loading={apps.isFetchingNextPage} onClick={() => void apps.fetchNextPage()}>{t('more')}</Button></Center>
      )}
    </Stack>
  );
}

function AppCard({ app }: { app: App }) {
  return (
    <Card
      component="a"
      className="portal-card"
      withBorder
      padding="md"
      href={hrefOf({ app: app.slug })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go({ app: app.slug });
      }}
    >
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <AppIcon name={app.name} icon={app.icon} />
        <Stack gap={2} miw={0}>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>{app.name}</Text>
          <Text size="sm" c="dimmed" lineClamp={2}>{app.description}</Text>
          <div><StateBadge state={app.state} /></div>
        </Stack>
      </Group>
    </Card>
  );
}
