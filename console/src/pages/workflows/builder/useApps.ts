import { useQuery } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { useEnvironment } from '../../../shell/routes';

export interface KnownApp {
  slug: string;
  name: string;
  multiple_connections?: boolean;
}

const NONE: KnownApp[] = [];

/** The apps of the environment, by name. */
export function useApps(): KnownApp[] {
  const environment = useEnvironment();
  const { data } = useQuery({
    queryKey: ['workflow-apps', environment],
    staleTime: 5 * 60_000,
    queryFn: async () => {
      const answer = (await call(api.GET('/api/v2/public/application'))) as unknown;
      const list = (Array.isArray(answer) ? answer : ((answer as { docs?: unknown }).docs ?? (answer as { applications?: unknown }).applications ?? [])) as KnownApp[];
      return [...list].sort((one, other) => one.name.localeCompare(other.name));
    },
  });
  return data ?? NONE;
}
