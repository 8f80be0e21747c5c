import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import type { CheckedDefinition } from './types';

/** Waits until typing pauses. */
const PAUSE_MILLIS = 500;

/** What the server says of a definition as one writes it; stores nothing. */
export function useChecked(text: string, slug?: string): { checked: CheckedDefinition | undefined; isCurrent: boolean; failure: unknown } {
  const environment = useEnvironment();
  const [settled] = useDebouncedValue(text, PAUSE_MILLIS);
  const query = useQuery({
    queryKey: ['definition-check', environment, slug, settled],
    queryFn: () => call(api.POST('/api/v2/public/application/check', { body: { text: settled, slug } })),
    enabled: settled.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return { checked: settled.trim() === '' ? undefined : query.data, isCurrent: settled === text && !query.isPlaceholderData && !query.isFetching, failure: query.error };
}
