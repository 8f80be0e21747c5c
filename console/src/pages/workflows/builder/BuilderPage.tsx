import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { useEnvironment } from '../../../shell/routes';
import { FailureAlert } from '../../../ui/FailureAlert';
import { Page } from '../../../ui/Page';
import { Builder } from './Builder';

export function BuilderPage() {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const { workflowId } = useParams({ from: '/$environment/workflows/$workflowId' });
  const workflow = useQuery({
    queryKey: ['workflow', environment, workflowId],
    // While it is drawn, the page knows better than the server.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: () => call(api.GET('/api/v2/public/workflow/{workflow_id}/edit', { params: { path: { workflow_id: workflowId } } })),
  });
  if (workflow.data) return <Builder key={workflow.data._id} workflow={workflow.data} />;
  return (
    <Page title={t('title')} crumbs={[{ label: t('title'), to: `/${environment}/workflows` }]}>
      <FailureAlert failure={workflow.error} />
      {workflow.isLoading && <Skeleton height={420} />}
    </Page>
  );
}
