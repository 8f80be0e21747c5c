import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';
import { type PickerProps, SearchSelect, SHOWN, useSearchText } from './SearchSelect';

interface Props extends PickerProps {
  /** The event's name. */
  value: string | null;
  /** @param id of the event type, when one was chosen */
  onChange: (name: string | null, id?: string) => void;
}

/** Chooses an event type by its name. */
export function EventPicker({ onChange, ...props }: Props) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const { search, onSearch } = useSearchText();
  const events = useQuery({
    queryKey: ['events', environment, 'picker', search],
    queryFn: () => call(api.GET('/api/v2/public/application/event/overview', { params: { query: { search, limit: SHOWN } } })),
    placeholderData: keepPreviousData,
  });
  const found = events.data?.docs ?? [];
  return (
    <SearchSelect
      placeholder={t('eventPlaceholder')}
      {...props}
      found={found.map((event) => ({ value: event.name, label: event.name }))}
      onChange={(name) => onChange(name, found.find((event) => event.name === name)?._id)}
      onSearch={onSearch}
      isFetching={events.isFetching}
      failure={events.error}
      nothingFoundMessage={t('noEvent')}
    />
  );
}
