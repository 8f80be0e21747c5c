import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, call, carryCsrf, type EnvironmentName } from '../api/client';
import { ApiFailure } from '../api/failure';
import { queries } from '../api/queries';

/** In ascending power, as the server ranks them. */
export const ROLES = ['VIEWER', 'DEVELOPER', 'ADMIN', 'OWNER'] as const;
export type Role = (typeof ROLES)[number];

export interface Session {
  user: { _id: string; name: string; email: string; role: Role };
  organization: { _id: string; name: string };
  /** Names events in messages: the company's own product. */
  applicationId: string;
  environments: EnvironmentName[];
}

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Session | null> => {
    try {
      const { user, organization, environments, application_id, csrf_token } = await call(api.GET('/api/v2/console/session'));
      carryCsrf(csrf_token);
      return {
        user,
        organization,
        applicationId: application_id,
        environments: environments.map(({ name }) => name),
      };
    } catch (failure) {
      if (failure instanceof ApiFailure && failure.status === 401) return null;
      throw failure;
    }
  },
});

export function readSession(): Promise<Session | null> {
  return queries.ensureQueryData(sessionQuery);
}

/** Only below the shell, where somebody is signed in. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('Nobody is signed in');
  return data;
}

/** Whether the role of who is signed in reaches this one. The server decides anyway; pages do not show what would be refused. */
export function useCan(role: Role): boolean {
  const { data } = useQuery(sessionQuery);
  return data ? ROLES.indexOf(data.user.role) >= ROLES.indexOf(role) : false;
}
