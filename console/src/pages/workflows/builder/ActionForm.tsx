import { Alert, Button, Loader, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { saidText, type WorkflowNode } from '../../../canvas/workflow';
import { useEnvironment } from '../../../shell/routes';
import { FailureAlert } from '../../../ui/FailureAlert';
import { useBuilder } from './BuilderContext';
import { fieldsOf, withNode } from './document';
import { ActionField, type FieldSpec } from './fields/ActionField';
import { useApps } from './useApps';

/** App, then action, then the action's own fields. */
export function ActionForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const { workflow, canEdit, change, problems } = useBuilder();
  const apps = useApps();
  const app = saidText(node, 'app') || workflow.app;
  const action = saidText(node, 'action');
  const fields = fieldsOf(node);
  const actions = useQuery({
    queryKey: ['app-actions', environment, app],
    enabled: app !== '',
    queryFn: () => call(api.GET('/api/v2/public/application/{slug}/actions', { params: { path: { slug: app } } })),
  });
  const chosen = actions.data?.find((one) => one.action_id === action);
  const wrong = (field: string) => problems.find((problem) => problem.node === node.id && problem.field === field)?.message;
  const set = (said: Record<string, unknown>, about?: string) => change((document) => withNode(document, node.id, said), about);
  const setField = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = fields;
    set({ fields: value === undefined ? rest : { ...fields, [name]: value } }, `${node.id} fields.${name}`);
  };
  const known = (chosen?.fields ?? []) as FieldSpec[];
  const strange = chosen ? Object.keys(fields).filter((name) => !known.some((spec) => spec.name === name)) : [];
  return (
    <Stack gap="md">
      <Select
        label={t('action.app')}
        data={apps.map(({ slug, name }) => ({ value: slug, label: name }))}
        value={app || null}
        searchable
        allowDeselect={false}
        disabled={!canEdit}
        error={wrong('app')}
        onChange={(slug) => slug && slug !== app && set({ app: slug, action: undefined, fields: {} })}
        data-field="app"
      />
      <Select
        label={t('action.action')}
        data={(actions.data ?? []).map((one) => ({ value: one.action_id, label: one.name }))}
        value={action || null}
        searchable
        allowDeselect={false}
        disabled={!canEdit || app === ''}
        error={wrong('action')}
        placeholder={t('action.choose')}
        onChange={(id) => id && id !== action && set({ app, action: id })}
        data-field="action"
      />
      <FailureAlert failure={actions.error} />
      {actions.isLoading && <Loader size="sm" aria-label={t('action.loading')} />}
      {strange.map((name) => (
        <Alert key={name} color="red" variant="light" title={wrong(`fields.${name}`) ?? t('action.strange', { name })}>
          {canEdit && <Button size="compact-sm" variant="default" onClick={() => setField(name, undefined)}>{t('action.removeField', { name })}</Button>}
        </Alert>
      ))}
      {known.map((spec) => (
        <ActionField
          key={`${app} ${action} ${spec.name}`}
          spec={spec}
          value={fields[spec.name]}
          onChange={(value) => setField(spec.name, value)}
          node={node.id}
          field={`fields.${spec.name}`}
          source={{ app, action, fields }}
        />
      ))}
      {apps.find((one) => one.slug === app)?.multiple_connections && (
        <TextInput
          label={t('settings.connection')}
          description={t('settings.connectionHint')}
          value={saidText(node, 'connection')}
          error={wrong('connection')}
          readOnly={!canEdit}
          onChange={(event) => set({ connection: event.currentTarget.value || undefined }, `${node.id} connection`)}
        />
      )}
    </Stack>
  );
}
