import { Group, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';
import { type PickerProps, SearchSelect, SHOWN, useSearchText } from './SearchSelect';

interface Props extends PickerProps {
  /** The app's slug. */
  value: string | null;
  onChange: (slug: string | null) => void;
}

/** Chooses an app by its name or slug. */
export function AppPicker(props: Props) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const { search, onSearch } = useSearchText();
  const apps = useQuery({
    queryKey: ['app-picker', environment, search],
    queryFn: () => call(api.GET('/api/v2/public/application', { params: { query: search ? { search } : {} } })),
    // Names are enough here: each app comes with its icon.
    select: (all) => all.slice(0, SHOWN).map((app) => ({ value: String(app.slug), label: String(app.name) })),
    placeholderData: keepPreviousData,
  });
  return (
    <SearchSelect
      placeholder={t('appPlaceholder')}
      {...props}
      found={apps.data ?? []}
      onSearch={onSearch}
      isFetching={apps.isFetching}
      failure={apps.error}
      nothingFoundMessage={t('noApp')}
      renderOption={({ option }) => (
        <Group gap={8} wrap="nowrap">
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">{option.value}</Text>
        </Group>
      )}
    />
  );
}
