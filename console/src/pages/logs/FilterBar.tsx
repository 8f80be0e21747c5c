import { Box, Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilterOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AccountPicker } from '../../ui/AccountPicker';
import { AppPicker } from '../../ui/AppPicker';
import { WorkflowPicker } from '../../ui/WorkflowPicker';
import { type FilterName, type Filters, fromField, isNarrowed, SOURCES, STATUSES, toField, TYPES } from './filters';

interface Props {
  filters: Filters;
  shown: FilterName[];
  /** Which statuses there are in this log. */
  statuses?: string[];
}

const PAUSE_MILLIS = 300;
/** Two beside each other on a phone. */
const WIDTH = { base: 'calc(50% - 6px)', xs: 180 };

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
    />
  );
  const picker = (name: FilterName) => ({
    label: t(`filter.${name}`),
    placeholder: t('any'),
    value: filters[name] ?? null,
    onChange: (value: string | null) => set(name, value),
  });
  const several = filters.status?.includes(',') ? [filters.status] : [];
  const time = (name: 'start_date' | 'end_date') => (
    <TextInput
      key={`${name}${filters[name] ?? ''}`}
      type="datetime-local"
      label={t(`filter.${name}`)}
      defaultValue={toField(filters[name])}
      onChange={(event) => setLater(name, fromField(event.currentTarget.value))}
    />
  );
  const parts: Record<FilterName, React.ReactNode> = {
    status: choice('status', [...several, ...statuses], (value) => value.split(',').map((one) => states(one)).join(', ')),
    execution_source: choice('execution_source', SOURCES, (value) => t(`source.${value}`)),
    execution_type: choice('execution_type', TYPES, (value) => t(`type.${value}`)),
    slug: <AppPicker {...picker('slug')} />,
    workflow_id: <WorkflowPicker all {...picker('workflow_id')} />,
    linked_account_id: <AccountPicker {...picker('linked_account_id')} />,
    event: (
      <TextInput
        key={`event${filters.event ?? ''}`}
        label={t('filter.event')}
        placeholder={t('any')}
        defaultValue={filters.event ?? ''}
        onChange={(event) => setLater('event', event.currentTarget.value)}
        w={170}
      />
    ),
    webhook_id: null,
    start_date: time('start_date'),
    end_date: time('end_date'),
  };
  return (
    <Group gap="sm" align="flex-end" role="search" aria-label={t('filters')}>
      {shown.map((name) => <Box key={name} w={WIDTH} miw={0}>{parts[name]}</Box>)}
      {isNarrowed(filters) && (
        <Button variant="subtle" size="xs" leftSection={<IconFilterOff size={14} aria-hidden />} onClick={() => void navigate({ to: '.', search: {} })}>
          {t('clearAll')}
        </Button>
      )}
    </Group>
  );
}
