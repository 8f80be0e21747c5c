import { Accordion, Alert, Anchor, Badge, Group, Loader, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRoute, IconSettings } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ConfigForm } from '../../config/ConfigForm';
import type { Config, ConfigCalls } from '../../config/types';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import type { LinkedAccount, ReachingWorkflow } from './types';

/** Which workflows reach this customer, why others do not, and the settings of each connected app. */
export function ConfigsTab({ account }: { account: LinkedAccount }) {
  const { t } = useTranslation('accounts');
  return (
    <Stack gap="lg">
      <Section title={t('reach.title')} description={t('reach.hint')}><Reach account={account.account_id} /></Section>
      <Section title={t('configs.title')} description={t('configs.hint')}><Configs account={account} /></Section>
    </Stack>
  );
}

const PER_PAGE = 25;

function Reach({ account }: { account: string }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const [page, setPage] = useState(1);
  const workflows = useQuery({
    queryKey: ['account-workflows', environment, account, page],
    queryFn: () => call(api.GET('/api/v2/public/linked-account/{linked_account_id}/workflows', { params: { path: { linked_account_id: account }, query: { page, limit: PER_PAGE } } })),
    staleTime: 0,
  });
  return (
    <>
      <FailureAlert failure={workflows.error} />
      <DataTable
        caption={t('reach.title')}
        rows={workflows.error ? [] : workflows.data?.docs}
        isLoading={workflows.isPending}
        rowKey={(workflow) => workflow.workflow_id}
        empty={<EmptyState icon={IconRoute} title={t('reach.none')} hint={t('reach.noneHint')} />}
        paging={{ page, hasNext: workflows.data?.hasNextPage ?? false, onPage: setPage }}
        columns={[
          {
            key: 'workflow',
            title: t('workflow'),
            cell: (workflow) => (
              <Stack gap={0}>
                <Anchor size="sm" fw={500} renderRoot={(props) => <Link to={`/${environment}/workflows/${workflow.workflow_id}`} {...props} />}>{workflow.name}</Anchor>
                <Text size="xs" c="dimmed">{workflow.app_name}</Text>
              </Stack>
            ),
          },
          { key: 'starts', title: t('reach.starts'), wide: true, cell: (workflow) => <Text size="sm">{workflow.event ?? t('apiCall')}</Text> },
          { key: 'reaches', title: t('reach.column'), cell: (workflow) => <Reasons workflow={workflow} /> },
        ]}
      />
    </>
  );
}

function Reasons({ workflow }: { workflow: ReachingWorkflow }) {
  const { t } = useTranslation('accounts');
  if (workflow.reaches) {
    return (
      <Stack gap={2} align="flex-start">
        <Badge color="teal" variant="light" tt="none" fw={500}>{t('reach.yes')}</Badge>
        {workflow.connection === 'expired' && <Text size="xs" c="dimmed">{t('reach.waits', { app: workflow.app_name })}</Text>}
      </Stack>
    );
  }
  return (
    <Stack gap={2} align="flex-start">
      <Badge color="gray" variant="light" tt="none" fw={500}>{t('reach.no')}</Badge>
      {workflow.reasons.map((reason) => <Text key={reason.reason} size="xs" c="dimmed">{t(`reach.because.${reason.reason}`, { app: workflow.app_name })}</Text>)}
    </Stack>
  );
}

function Configs({ account }: { account: LinkedAccount }) {
  const { t } = useTranslation('accounts');
  const apps = [...new Map(account.integrations.map((connection) => [connection.type, connection])).values()];
  if (apps.length === 0) return <EmptyState icon={IconSettings} title={t('configs.none')} hint={t('configs.noneHint')} />;
  return (
    <Accordion variant="separated" multiple chevronPosition="left" order={3}>
      {apps.map((app) => (
        <Accordion.Item key={app.type} value={app.type}>
          <Accordion.Control>
            <Group gap="xs">
              <Text size="sm" fw={500}>{app.name ?? app.type}</Text>
              {app.reauth_required && <Badge color="red" variant="light" tt="none" leftSection={<IconAlertTriangle size={12} aria-hidden />}>{t('state.expired')}</Badge>}
            </Group>
          </Accordion.Control>
          <Accordion.Panel><AppConfig account={account.account_id} slug={app.type} /></Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function AppConfig({ account, slug }: { account: string; slug: string }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const queries = useQueryClient();
  const mayChange = useCan('DEVELOPER');
  const [configId, setConfigId] = useState(account);
  const header = { linked_account_id: account };
  const key = ['account-config', environment, account, slug, configId];
  const ids = useQuery({
    queryKey: ['account-configs', environment, account, slug],
    queryFn: () => call(api.GET('/api/v2/public/slug/{slug}/configs', { params: { path: { slug }, header } })),
  });
  const config = useQuery({
    queryKey: key,
    queryFn: (): Promise<Config> =>
      configId === account && mayChange
        ? call(api.POST('/api/v2/public/config', { params: { header }, body: { slug, config_id: configId } }))
        : call(api.GET('/api/v2/public/slug/{slug}/config/{config_id}', { params: { path: { slug, config_id: configId }, header } })),
    staleTime: 0,
  });
  const calls: ConfigCalls = {
    save: (change) => call(api.PUT('/api/v2/public/config', { params: { header }, body: { slug, config_id: configId, ...change } })),
    ruleColumns: async (field, lhs) => {
      const answer = await call(
        api.POST('/api/v2/public/config/rule-engine/{field_id}', { params: { path: { field_id: field.id }, query: { config_id: configId }, header: { ...header, slug } }, body: { rule_column: { lhs: String(lhs) } } }),
      );
      return answer.rule_column;
    },
  };
  const others = ids.data?.map((one) => one.config_id) ?? [];
  if (config.isPending) return <Loader size="sm" />;
  return (
    <Stack>
      {others.some((id) => id !== account) && (
        <Select label={t('configs.which')} data={[...new Set([account, ...others])]} value={configId} allowDeselect={false} onChange={(chosen) => setConfigId(chosen ?? account)} w={280} maw="100%" />
      )}
      {config.error && <Alert variant="light">{t('configs.notYet')}</Alert>}
      {config.data && (
        <ConfigForm
          key={configId}
          config={config.data}
          calls={calls}
          readOnly={mayChange ? undefined : t('configs.readOnly')}
          onSaved={(saved) => {
            queries.setQueryData(key, saved);
            void queries.invalidateQueries({ queryKey: ['account-workflows'] });
            notifyDone(t('saved'));
          }}
        />
      )}
    </Stack>
  );
}
