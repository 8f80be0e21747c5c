import { Alert, Button, Group, Stack, Switch, Text } from '@mantine/core';
import { IconActivity, IconRefresh } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveBadge } from '../../live/LiveBadge';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { fullTime } from '../../ui/TimeText';
import { BulkRerun } from './BulkRerun';
import { ExecutionTable } from './ExecutionTable';
import { FilterBar } from './FilterBar';
import { SavedViews } from './SavedViews';
import { type ExecutionList, useExecutions } from './executions';
import { FINISHED, filtersOf, isNarrowed, type LogSearch } from './filters';

export function ExecutionsPage() {
  const { t } = useTranslation('logs');
  const search: LogSearch = useSearch({ strict: false });
  const [follow, setFollow] = useState(true);
  const { list, state, more, refresh } = useExecutions(search, follow);
  const filters = filtersOf(search);
  const canRerun = useCan('DEVELOPER') && (!filters.status || filters.status.split(',').every((status) => FINISHED.includes(status)));
  return (
    <Page
      title={t('executions.title')}
      description={t('executions.description')}
      actions={
        <>
          {!search.cursor && <LiveBadge state={state} />}
          <Switch size="sm" label={t('follow')} checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} />
          <Button variant="default" size="sm" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => void list.refetch()}>{t('refresh')}</Button>
          {canRerun && <BulkRerun filters={filters} />}
        </>
      }
    >
      <Stack gap="md">
        <SavedViews filters={filters} />
        <FilterBar
          filters={filters}
          shown={['status', 'linked_account_id', 'slug', 'workflow_id', 'event', 'execution_source', 'execution_type', 'start_date', 'end_date']}
        />
        <FailureAlert failure={list.error} />
        {more > 0 && (
          <Alert variant="light" p="xs">
            <Group justify="space-between">
              <Text size="sm">{t('more', { count: more })}</Text>
              <Button size="xs" variant="default" onClick={refresh}>{t('showThem')}</Button>
            </Group>
          </Alert>
        )}
        <ExecutionTable
          rows={list.data?.docs}
          isLoading={list.isLoading}
          empty={list.data?.next_cursor ? null : <NoExecutions narrowed={isNarrowed(search)} />}
        />
        {list.data && <Older list={list.data} search={search} />}
      </Stack>
    </Page>
  );
}

function NoExecutions({ narrowed }: { narrowed: boolean }) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  return (
    <EmptyState
      icon={IconActivity}
      title={t(narrowed ? 'executions.noneLike' : 'executions.none')}
      hint={t(narrowed ? 'executions.noneLikeHint' : 'executions.noneHint')}
      action={
        !narrowed && (
          <Button variant="default" renderRoot={(props) => <Link to={`/${environment}/try-api`} {...props} />}>{t('tryApi')}</Button>
        )
      }
    />
  );
}

/** Leads back in time; says how far was looked when little was found. */
function Older({ list, search }: { list: ExecutionList; search: LogSearch }) {
  const { t } = useTranslation('logs');
  const next = list.next_cursor;
  const go = (cursor: string | undefined, label: string) => (
    <Button variant="default" size="xs" renderRoot={(props) => <Link to="." search={{ ...search, cursor }} {...props} />}>{label}</Button>
  );
  return (
    <Group justify="space-between" component="nav" aria-label={t('parts')}>
      {search.cursor ? go(undefined, t('newest')) : <span />}
      <Text size="sm" c="dimmed">
        {!search.cursor && t(list.total_is_exact ? 'total' : 'totalAtLeast', { count: list.totalDocs })}
        {next && list.docs.length < 25 && list.searched_until && ` ${t('searchedUntil', { time: fullTime(new Date(list.searched_until)) })}`}
      </Text>
      {next ? go(next, list.docs.length < 25 ? t('searchOn') : t('older')) : <span />}
    </Group>
  );
}
