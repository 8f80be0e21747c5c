import type { components } from '../../api/schema';
import { queries } from '../../api/queries';
import { ROLES, type Role } from '../../shell/session';

export type ConsoleUser = components['schemas']['ConsoleUser'];

export const PAGE_SIZE = 25;
export const usersKey = ['users'];

export function forgetUsers(): Promise<void> {
  return queries.invalidateQueries({ queryKey: usersKey });
}

/** The roles up to one's own: nobody gives more than one has. */
export function rolesUpTo(own: Role): Role[] {
  return ROLES.slice(0, ROLES.indexOf(own) + 1);
}
