import { createRootRoute, createRoute, notFound, Outlet, redirect } from '@tanstack/react-router';
import { carryEnvironment, type EnvironmentName } from '../api/client';
import { queries } from '../api/queries';
import { FailurePage, NotFoundPage } from './FailurePage';
import { Shell } from './Shell';
import { readSession, sessionQuery } from './session';

export const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: FailurePage,
  notFoundComponent: NotFoundPage,
});

/** The last environment that this browser looked at; test on the first visit. */
const LAST = 'zaffre.environment';

export const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    const last = localStorage.getItem(LAST) === 'production' ? 'production' : 'test';
    throw redirect({ to: '/$environment', params: { environment: last } });
  },
});

let shown: EnvironmentName | undefined;

/** Every page of a signed-in user: its address names the environment, so that a link means the same to everybody. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/$environment',
  component: Shell,
  errorComponent: FailurePage,
  notFoundComponent: NotFoundPage,
  beforeLoad: async ({ params, location }) => {
    const environment = params.environment;
    if (environment !== 'test' && environment !== 'production') throw notFound();
    if (!(await readSession())) {
      throw redirect({ to: '/sign-in', search: { to: location.href } });
    }
    carryEnvironment(environment);
    localStorage.setItem(LAST, environment);
    if (shown && shown !== environment) {
      // What was read belongs to the other environment.
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionQuery.queryKey[0] });
    }
    shown = environment;
  },
});

/** The environment of the page that is shown. */
export function useEnvironment(): EnvironmentName {
  return shellRoute.useParams().environment as EnvironmentName;
}
