import { Button, Card, Center, Collapse, Group, Loader, Stack, Text, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconChevronDown, IconChevronRight, IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState';
import { FailureAlert } from '../ui/FailureAlert';
import { StatusBadge } from '../ui/StatusBadge';
import { TimeText } from '../ui/TimeText';
import { ActivityDetail } from './ActivityDetail';
import { api, type AppDetail, call, type Execution } from './calls';

const PAGE = 20;
const LOOK_EVERY_MILLIS = 5_000;

/** What happened between the company and this app, newest first. */
export function ActivityTab({ app, configId }: { app: AppDetail; configId: string | undefined }) {
  const { t } = useTranslation('portal');
  const runs = useInfiniteQuery({
    queryKey: ['activity', app.slug, configId ?? ''],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/api/v2/public/portal/executions', {
          params: { query: { slug: app.slug, page: pageParam, limit: PAGE, ...(configId ? { config_id: configId } : {}) } },
        }),
      ),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.hasNextPage ? last.page + 1 : undefined),
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MILLIS),
  });
  const shown = runs.data?.pages.flatMap((page) => page.docs) ?? [];
  return (
    <Stack gap="sm">
      <FailureAlert failure={runs.error} />
      {runs.isLoading && <Center py="xl"><Loader aria-label={t('loading')} /></Center>}
      {runs.data && shown.length === 0 && <EmptyState icon={IconHistory} title={t('noActivity')} hint={t('noActivityHint')} />}
      <Stack gap="xs" component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        {shown.map((run) => <li key={run._id}><Line run={run} /></li>)}
      </Stack>
      {runs.hasNextPage && (
        <Center><Button variant="default" loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>{t('more')}</Button></Center>
      )}
    </Stack>
  );
}

function Line({ run }: { run: Execution }) {
  const { t } = useTranslation('portal');
  const [opened, setOpened] = useState(false);
  const name = run.workflow || t('deletedWorkflow');
  return (
    <Card withBorder padding="sm">
      <UnstyledButton w="100%" aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <Group justify="space-between" gap="xs">
          <Group gap="xs" wrap="nowrap" miw={0}>
            {opened ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
            <Stack gap={0} miw={0}>
              <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>{name}</Text>
              {run.event && <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{run.event}</Text>}
            </Stack>
          </Group>
          <Group gap="xs">
            <TimeText value={run.createdAt} c="dimmed" />
            <StatusBadge status={run.status} />
          </Group>
        </Group>
      </UnstyledButton>
      <Collapse in={opened}>{opened && <ActivityDetail id={run._id} status={run.status} />}</Collapse>
    </Card>
  );
}
