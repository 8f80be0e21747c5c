import { Alert, Center, Loader, Stack, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Config, ConfigCalls, ConfigField } from '../config/types';
import { FailureAlert } from '../ui/FailureAlert';
import { notifyDone } from '../ui/notify';
import { api, type AppDetail, call } from './calls';

/** The form is of some weight, and many customers only connect. */
const ConfigForm = lazy(() => import('../config/ConfigForm').then((form) => ({ default: form.ConfigForm })));

/** What the customer sets of an app, and which workflows are on. */
export function SettingsTab({ app, configId }: { app: AppDetail; configId: string | undefined }) {
  const { t } = useTranslation('portal');
  const queries = useQueryClient();
  const key = ['config', app.slug, configId ?? ''];
  const chosen = configId ? { config_id: configId } : {};
  const config = useQuery({
    queryKey: key,
    queryFn: () => call(api.POST('/api/v2/f-sdk/config', { body: { slug: app.slug, ...chosen } })),
  });
  const loading = <Center py="xl"><Loader aria-label={t('loading')} /></Center>;
  return (
    <Stack gap="md">
      <Title order={2} className="visually-hidden">{t('tabs.settings')}</Title>
      {app.state === 'expired' && <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />}>{t('settingsExpired', { app: app.name })}</Alert>}
      <FailureAlert failure={config.error} />
      {config.isLoading && loading}
      {config.data && (
        <Suspense fallback={loading}>
          <ConfigForm
            config={config.data}
            calls={callsOf(app.slug, config.data)}
            isConnected={app.state === 'connected' || app.state === 'open'}
            onSaved={(saved) => {
              queries.setQueryData(key, saved);
              notifyDone(t('settingsSaved'));
            }}
          />
        </Suspense>
      )}
    </Stack>
  );
}

function callsOf(slug: string, config: Config): ConfigCalls {
  const config_id = config.config_id;
  const workflowOf = (field: ConfigField) => config.workflows.find((workflow) => workflow.fields.some((own) => own.id === field.id))?.id;
  return {
    save: (change) => call(api.PUT('/api/v2/f-sdk/config', { body: { slug, config_id, ...change } as never })),
    ruleColumns: async (field, lhs) => {
      const workflow = workflowOf(field);
      const answer = await call(
        api.POST('/api/v2/public/config/rule-engine/{field_id}', {
          params: { path: { field_id: field.id }, header: { slug }, query: { config_id, ...(workflow ? { workflow_id: workflow } : {}) } },
          body: { rule_column: { lhs: lhs as never } },
        }),
      );
      return answer.rule_column as never;
    },
    preview: async (field, event, mapping) => {
      const answer = await call(
        api.POST('/api/v2/public/config/mapping/preview', { body: { slug, config_id, field: field.id, event, mapping } as never }),
      );
      return answer as never;
    },
  };
}
