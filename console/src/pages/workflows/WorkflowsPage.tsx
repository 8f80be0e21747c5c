import { Anchor, Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconRoute, IconUpload } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { SearchBox } from '../../ui/SearchBox';
import { TimeText } from '../../ui/TimeText';
import { useApps } from './builder/useApps';
import { ImportDialog } from './ImportDialog';
import { NewWorkflowDialog } from './NewWorkflowDialog';
import { WorkflowMenu } from './WorkflowMenu';

const SHOWN = 25;

/** All workflows of the environment, or those of one app. */
export function WorkflowsPage() {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const canEdit = useCan('DEVELOPER');
  const client = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ from: '/$environment/workflows' });
  const { page = 1, name, app, state } = search;
  const apps = useApps();
  const [making, newDialog] = useDisclosure(false);
  const [importing, importDialog] = useDisclosure(false);
  const list = useQuery({
    queryKey: ['workflows', environment, search],
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: () =>
      call(
        api.GET('/api/v2/public/workflow', {
          params: { query: { page, limit: SHOWN, ...(name ? { name } : {}), ...(app ? { slug: app } : {}), ...(state ? { published: state === 'published' ? 'true' : 'false' } : {}) } },
        }),
      ),
  });
  const narrow = (change: Partial<typeof search>) => void navigate({ to: '/$environment/workflows', params: { environment }, search: { ...search, page: undefined, ...change } });
  const open = (id: string) => void navigate({ to: '/$environment/workflows/$workflowId', params: { environment, workflowId: id } });
  const changed = () => void client.invalidateQueries({ queryKey: ['workflows', environment] });
  const nameOf = (slug: string) => apps.find((one) => one.slug === slug)?.name ?? slug;
  const isNarrowed = Boolean(name || app || state);
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        canEdit && (
          <>
            <Button variant="default" leftSection={<IconUpload size={16} aria-hidden />} onClick={importDialog.open}>{t('import.title')}</Button>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={newDialog.open}>{t('new.title')}</Button>
          </>
        )
      }
    >
      <Group gap="sm">
        <SearchBox label={t('list.search')} value={name ?? ''} onSearch={(text) => narrow({ name: text || undefined })} />
        <Select aria-label={t('list.app')} placeholder={t('list.app')} data={apps.map((one) => ({ value: one.slug, label: one.name }))} value={app ?? null} searchable clearable clearButtonProps={{ 'aria-label': t('list.clear') }} onChange={(slug) => narrow({ app: slug ?? undefined })} />
        <Select aria-label={t('list.state')} placeholder={t('list.state')} data={[{ value: 'published', label: t('list.published') }, { value: 'draft', label: t('list.draft') }]} value={state ?? null} clearable clearButtonProps={{ 'aria-label': t('list.clear') }} onChange={(chosen) => narrow({ state: (chosen as 'published' | 'draft' | null) ?? undefined })} />
      </Group>
      <FailureAlert failure={list.error} />
      <DataTable
        caption={t('title')}
        isLoading={list.isLoading}
        rows={list.data?.docs}
        rowKey={(row) => row._id}
        columns={[
          {
            key: 'name',
            title: t('list.name'),
            cell: (row) => (
              <Stack gap={0}>
                <Anchor size="sm" fw={500} renderRoot={(props) => <Link to="/$environment/workflows/$workflowId" params={{ environment, workflowId: row._id }} {...props} />}>{row.name}</Anchor>
                {row.linked_account_id && <Text size="xs" c="dimmed">{t('list.private', { account: row.linked_account_id })}</Text>}
              </Stack>
            ),
          },
          { key: 'app', title: t('list.app'), cell: (row) => <Text size="sm">{nameOf(row.slug)}</Text> },
          {
            key: 'state',
            title: t('list.state'),
            cell: (row) => (
              <Group gap={4}>
                <Badge variant="light" tt="none" color={row.published ? 'teal' : 'gray'}>{row.published ? t('list.publishedAs', { version: row.version }) : t('list.draft')}</Badge>
                {row.autoEnable && <Badge variant="light" tt="none" color="blue">{t('list.on')}</Badge>}
                {(row.udf_filter?.length ?? 0) > 0 && <Badge variant="light" tt="none" color="orange">{t('list.limited')}</Badge>}
              </Group>
            ),
          },
          { key: 'changed', title: t('list.changed'), wide: true, cell: (row) => <TimeText value={row.updatedAt} /> },
          { key: 'menu', title: <span className="visually-hidden">{t('actions')}</span>, align: 'right', width: 50, cell: (row) => <WorkflowMenu workflow={row} onChanged={changed} onOpen={open} /> },
        ]}
        empty={
          <EmptyState
            icon={IconRoute}
            title={isNarrowed ? t('list.nothing') : t('list.empty')}
            hint={isNarrowed ? t('list.nothingHint') : t('list.emptyHint')}
            action={!isNarrowed && canEdit ? <Button onClick={newDialog.open}>{t('new.title')}</Button> : undefined}
          />
        }
        paging={{ page, hasNext: list.data?.hasNextPage ?? false, onPage: (next) => narrow({ page: next > 1 ? next : undefined }) }}
      />
      <NewWorkflowDialog opened={making} onClose={newDialog.close} app={app} onMade={open} />
      <ImportDialog opened={importing} onClose={importDialog.close} onImported={open} />
    </Page>
  );
}
