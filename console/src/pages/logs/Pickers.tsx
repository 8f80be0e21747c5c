import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';

interface Props {
  value: string | null;
  onChange: (value: string | null) => void;
}

const MOST = 100;

/** The apps that there are; one that is gone keeps its slug. */
export function AppPicker({ value, onChange }: Props) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const apps = useQuery({
    queryKey: ['log-apps', environment],
    queryFn: () => call(api.GET('/api/v2/public/application', {})),
  });
  const known = listOf(apps.data).map((app) => ({ value: String(app['slug'] ?? app['type']), label: String(app['name'] ?? app['slug']) }));
  return <Picker label={t('filter.slug')} known={known} value={value} onChange={onChange} />;
}

export function WorkflowPicker({ value, onChange }: Props) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const workflows = useQuery({
    queryKey: ['log-workflows', environment],
    queryFn: () => call(api.GET('/api/v2/public/workflow', { params: { query: { limit: MOST } } })),
  });
  const known = listOf(workflows.data).map((workflow) => ({ value: String(workflow['_id']), label: String(workflow['name']) }));
  return <Picker label={t('filter.workflow_id')} known={known} value={value} onChange={onChange} />;
}

/** Lists of the API are pages, or arrays where published clients want them so. */
function listOf(data: unknown): Record<string, unknown>[] {
  if (Array.isArray(data)) return data as Record<string, unknown>[];
  const docs = (data as { docs?: unknown } | undefined)?.docs;
  return Array.isArray(docs) ? (docs as Record<string, unknown>[]) : [];
}

function Picker({ label, known, value, onChange }: Props & { label: string; known: { value: string; label: string }[] }) {
  const { t } = useTranslation('logs');
  const unique = [...new Map(known.map((one) => [one.value, one])).values()];
  const all = value && !unique.some((one) => one.value === value) ? [...unique, { value, label: value }] : unique;
  return (
    <Select
      label={label}
      placeholder={t('any')}
      data={all}
      value={value}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear', { what: label }) }}
      w={180}
      size="xs"
    />
  );
}
