import { Anchor, Box, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { type Column, DataTable } from '../../ui/DataTable';
import { StatusBadge } from '../../ui/StatusBadge';
import { duration, TimeText } from '../../ui/TimeText';
import type { Execution } from './executions';

interface Props {
  rows: Execution[] | undefined;
  isLoading?: boolean;
  empty: ReactNode;
}

export function ExecutionTable({ rows, isLoading, empty }: Props) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const columns: Column<Execution>[] = [
    {
      key: 'run',
      title: t('column.run'),
      cell: (run) => (
        <Box miw={0}>
          <Anchor size="sm" fw={500} renderRoot={(props) => <Link to="/$environment/logs/executions/$executionId" params={{ environment, executionId: run._id }} {...props} />}>
            {run.associated_workflow.name || t('deletedWorkflow')}
          </Anchor>
          <Text size="xs" c="dimmed">{run.trigger_application_event ?? t(`source.${run.execution_source ?? 'Event'}`)}{run.rerun_of ? ` · ${t('rerun')}` : ''}</Text>
        </Box>
      ),
    },
    {
      key: 'status',
      title: t('column.status'),
      cell: (run) => (
        <Box maw={320}>
          <StatusBadge status={run.status} />
          {run.reason && <Text size="xs" c="dimmed" lineClamp={2} mt={2}>{run.reason}</Text>}
        </Box>
      ),
    },
    { key: 'account', title: t('column.account'), cell: (run) => <Text size="sm">{run.linked_account_id}</Text> },
    { key: 'app', title: t('column.app'), wide: true, cell: (run) => <Text size="sm">{appName(run)}</Text> },
    { key: 'at', title: t('column.began'), cell: (run) => <TimeText value={run.createdAt} /> },
    {
      key: 'took',
      title: t('column.took'),
      wide: true,
      align: 'right',
      cell: (run) => <Text size="sm">{typeof run.instance_execution_time === 'number' ? duration(run.instance_execution_time) : '–'}</Text>,
    },
  ];
  return (
    <DataTable caption={t('executions.title')} columns={columns} rows={rows} rowKey={(run) => run._id} isLoading={isLoading} empty={empty} />
  );
}

function appName(run: Execution): string {
  const app = run.associated_application as { name?: string } | null | undefined;
  return app?.name ?? '';
}
