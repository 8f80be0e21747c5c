import { Anchor, Stack, Text } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';
import type { App } from './types';

const PER_PAGE = 25;

/** The workflows that belong to the app; each opens in the builder. */
export function WorkflowsTab({ app }: { app: App }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const [page, setPage] = useState(1);
  const workflows = useQuery({
    queryKey: ['app-workflows', environment, app.slug, page],
    queryFn: () => call(api.GET('/api/v2/public/workflow', { params: { query: { slug: app.slug, page, limit: PER_PAGE } } })),
  });
  return (
    <Stack>
      <FailureAlert failure={workflows.error} />
      <DataTable
        caption={t('tab.workflows')}
        rows={workflows.error ? [] : workflows.data?.docs}
        isLoading={workflows.isPending}
        rowKey={(workflow) => workflow._id}
        empty={
          <EmptyState
            icon={IconRoute}
            title={t('workflows.none')}
            hint={t('workflows.noneHint')}
            action={<Anchor renderRoot={(props) => <Link to={`/${environment}/workflows`} {...props} />}>{t('workflows.go')}</Anchor>}
          />
        }
        paging={{ page, hasNext: workflows.data?.hasNextPage ?? false, onPage: setPage }}
        columns={[
          {
            key: 'name',
            title: t('workflows.name'),
            cell: (workflow) => <Anchor size="sm" fw={500} renderRoot={(props) => <Link to={`/${environment}/workflows/${workflow._id}`} {...props} />}>{workflow.name}</Anchor>,
          },
          { key: 'status', title: t('workflows.status'), cell: (workflow) => <StatusBadge status={workflow.published ? 'PUBLISHED' : 'DRAFT'} /> },
          { key: 'version', title: t('workflows.version'), wide: true, cell: (workflow) => <Text size="sm">{workflow.latest_version || '–'}</Text> },
          { key: 'changed', title: t('workflows.changed'), wide: true, cell: (workflow) => <TimeText value={workflow.updatedAt} /> },
        ]}
      />
    </Stack>
  );
}
