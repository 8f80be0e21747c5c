import { Anchor, Text } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { TimeText } from '../../ui/TimeText';

const PER_PAGE = 25;

/** Apps that customers asked for and that are not there yet. */
export function LeadsPage() {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const [page, setPage] = useState(1);
  const leads = useQuery({
    queryKey: ['leads', environment, page],
    queryFn: () => call(api.GET('/api/v1/ecosystem/leads', { params: { query: { page, limit: PER_PAGE } } })),
  });
  return (
    <Page title={t('leads.title')} description={t('leads.description')} crumbs={[{ label: t('title'), to: `/${environment}/apps` }]}>
      <FailureAlert failure={leads.error} />
      <DataTable
        caption={t('leads.title')}
        rows={leads.error ? [] : leads.data?.docs}
        isLoading={leads.isPending}
        rowKey={(lead) => lead._id}
        empty={<EmptyState icon={IconMessageQuestion} title={t('leads.none')} hint={t('leads.noneHint')} />}
        paging={{ page, hasNext: leads.data?.hasNextPage ?? false, onPage: setPage }}
        columns={[
          { key: 'app', title: t('leads.app'), cell: (lead) => <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>{lead.slug}</Text> },
          { key: 'what', title: t('leads.what'), cell: (lead) => <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{String(lead.description ?? lead.email ?? '–')}</Text> },
          {
            key: 'who',
            title: t('leads.who'),
            cell: (lead) => (
              <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/linked-accounts/$account" params={{ environment, account: lead.linked_account_id }} {...props} />}>{lead.linked_account_id}</Anchor>
            ),
          },
          { key: 'when', title: t('leads.when'), wide: true, cell: (lead) => <TimeText value={lead.createdAt} /> },
        ]}
      />
    </Page>
  );
}
