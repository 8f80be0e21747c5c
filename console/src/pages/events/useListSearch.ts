import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEnvironment } from '../../shell/routes';
import type { EventListSearch } from './routes';

/** What the list is narrowed to: part of the address, whatever event is chosen beside it. */
export function useListSearch() {
  const environment = useEnvironment();
  const navigate = useNavigate();
  const { eventId } = useParams({ strict: false });
  const found: EventListSearch = useSearch({ strict: false });
  const change = (search: EventListSearch) =>
    void (eventId
      ? navigate({ to: '/$environment/developer/events/$eventId', params: { environment, eventId }, search, replace: true })
      : navigate({ to: '/$environment/developer/events', params: { environment }, search, replace: true }));
  return { search: found.search ?? '', page: found.page ?? 1, change };
}
