import { MultiSelect, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { useEnvironment } from '../../../shell/routes';
import { FailureAlert } from '../../../ui/FailureAlert';
import { Section } from '../../../ui/Section';
import type { FieldsProps } from './LookFields';

/** Which apps customers see: by name, or by category. */
export function ShownApps({ settings, errors, set, disabled }: FieldsProps) {
  const { t } = useTranslation('settings');
  const environment = useEnvironment();
  const apps = useQuery({ queryKey: ['applications', environment], queryFn: () => call(api.GET('/api/v2/public/application')) });
  const known = (apps.data ?? []).map((app) => ({ value: app.slug, label: app.name }));
  const categories = [...new Set((apps.data ?? []).flatMap((app) => app.tags ?? []))].sort();
  const common = { searchable: true, clearable: true, clearButtonProps: { 'aria-label': t('portal.shown') }, disabled: disabled || apps.isLoading };
  return (
    <Section title={t('portal.shown')} description={t('portal.shownHint')}>
      <Stack>
        <FailureAlert failure={apps.error} />
        <MultiSelect {...common} label={t('portal.apps')} data={kept(known, settings.apps)} value={settings.apps} error={errors['apps']} onChange={(value) => set({ apps: value })} />
        <MultiSelect {...common} label={t('portal.categories')} data={[...new Set([...categories, ...settings.categories])]} value={settings.categories} error={errors['categories']}
          onChange={(value) => set({ categories: value })} />
      </Stack>
    </Section>
  );
}

/** What was chosen stays visible when there is no such app any more. */
function kept(known: { value: string; label: string }[], chosen: string[]) {
  return [...known, ...chosen.filter((slug) => !known.some((app) => app.value === slug)).map((slug) => ({ value: slug, label: slug }))];
}
