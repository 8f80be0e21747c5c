import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilterOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AccountPicker } from '../../ui/AccountPicker';
import { AppPicker, WorkflowPicker } from './Pickers';
import { type FilterName, type Filters, fromField, isNarrowed, SOURCES, STATUSES, toField, TYPES } from './filters';

interface Props {
  filters: Filters;
  shown: FilterName[];
  /** Which statuses there are in this log. */
  statuses?: string[];
}

const PAUSE_MILLIS = 300;

/** The filters of a log. Each change is a new address. */
export function FilterBar({ filters, shown, statuses = STATUSES }: Props) {
  const { t } = useTranslation('logs');
  const states = useTranslation('states').t;
  const navigate = useNavigate();
  const set = (name: FilterName, value: string | null | undefined) =>
    void navigate({ to: '.', search: { ...filters, [name]: value || undefined }, replace: true });
  const setLater = useDebouncedCallback(set, PAUSE_MILLIS);
  const choice = (name: FilterName, values: string[], label: (value: string) => string) => (
    <Select
      label={t(`filter.${name}`)}
      placeholder={t('any')}
      data={values.map((value) => ({ value, label: label(value) }))}
      value={filters[name] ?? null}
      onChange={(value) => set(name, value)}
      clearable
      clearButtonProps={{ 'aria-label': t('clear', { what: t(`filter.${name}`) }) }}
      w={170}
      size="xs"
    />
  );
  const several = filters.status?.includes(',') ? [filters.status] : [];
  const time = (name: 'start_date' | 'end_date') => (
    <TextInput
      key={`${name}${filters[name] ?? ''}`}
      type="datetime-local"
      label={t(`filter.${name}`)}
      defaultValue={toField(filters[name])}
      onChange={(event) => setLater(name, fromField(event.currentTarget.value))}
      size="xs"
      w={180}
    />
  );
  const parts: Record<FilterName, React.ReactNode> = {
    status: choice('status', [...several, ...statuses], (value) => value.split(',').map((one) => states(one)).join(', ')),
    execution_source: choice('execution_source', SOURCES, (value) => t(`source.${value}`)),
    execution_type: choice('execution_type', TYPES, (value) => t(`type.${value}`)),
    slug: <AppPicker value={filters.slug ?? null} onChange={(value) => set('slug', value)} />,
    workflow_id: <WorkflowPicker value={filters.workflow_id ?? null} onChange={(value) => set('workflow_id', value)} />,
    linked_account_id: (
      <AccountPicker label={t('filter.linked_account_id')} value={filters.linked_account_id ?? null} onChange={(value) => set('linked_account_id', value)} w={190} />
    ),
    event: (
      <TextInput
        key={`event${filters.event ?? ''}`}
        label={t('filter.event')}
        placeholder={t('any')}
        defaultValue={filters.event ?? ''}
        onChange={(event) => setLater('event', event.currentTarget.value)}
        size="xs"
        w={170}
      />
    ),
    webhook_id: null,
    start_date: time('start_date'),
    end_date: time('end_date'),
  };
  return (
    <Group gap="sm" align="flex-end" role="search" aria-label={t('filters')}>
      {shown.map((name) => <div key={name}>{parts[name]}</div>)}
      {isNarrowed(filters) && (
        <Button variant="subtle" size="xs" leftSection={<IconFilterOff size={14} aria-hidden />} onClick={() => void navigate({ to: '.', search: {} })}>
          {t('clearAll')}
        </Button>
      )}
    </Group>
  );
}
