import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { useEnvironment } from '../shell/routes';
import { SearchSelect, SHOWN, useSearchText } from './SearchSelect';

interface Props {
  label: string;
  description?: string;
  /** The event's name. */
  value: string | null;
  /** @param id of the event type, when one was chosen */
  onChange: (name: string | null, id?: string) => void;
  error?: string;
  required?: boolean;
  w?: number | string;
}

/** Chooses an event type by its name. */
export function EventPicker({ value, onChange, ...props }: Props) {
  const { t } = useTranslation('ground');
  const environment = useEnvironment();
  const { text, setText, search } = useSearchText(value);
  const events = useQuery({
    queryKey: ['events', environment, 'picker', search],
    queryFn: () => call(api.GET('/api/v2/public/application/event/overview', { params: { query: { search, limit: SHOWN } } })),
    placeholderData: keepPreviousData,
  });
  const found = events.data?.docs ?? [];
  return (
    <SearchSelect
      {...props}
      placeholder={t('eventPlaceholder')}
      found={found.map((event) => event.name)}
      value={value}
      onChange={(name) => onChange(name, found.find((event) => event.name === name)?._id)}
      text={text}
      onSearchChange={setText}
      isFetching={events.isFetching}
      failure={events.error}
      nothingFoundMessage={t('noEvent')}
    />
  );
}
