import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export interface TrySearch {
  what?: 'workflow';
  /** Name of an event type. */
  event?: string;
  workflow?: string;
  account?: string;
}

export const tryApiRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/try-api',
    // What is tried is part of the address: a link can be kept, or sent to a colleague.
    validateSearch: (search): TrySearch => {
      const text = (name: string) => (typeof search[name] === 'string' && search[name] !== '' ? (search[name] as string) : undefined);
      return { what: search['what'] === 'workflow' ? 'workflow' : undefined, event: text('event'), workflow: text('workflow'), account: text('account') };
    },
    component: lazyRouteComponent(() => import('./TryApiPage'), 'TryApiPage'),
  }),
];
