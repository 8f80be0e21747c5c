import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export interface EventListSearch {
  search?: string;
  page?: number;
}

function listSearch(search: Record<string, unknown>): EventListSearch {
  return {
    search: typeof search['search'] === 'string' && search['search'] !== '' ? search['search'] : undefined,
    page: Number(search['page']) > 1 ? Number(search['page']) : undefined,
  };
}

export const eventRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/events',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('./EventsPage'), 'EventsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/events/new',
    validateSearch: (search): { model?: string } => ({
      model: typeof search['model'] === 'string' ? search['model'] : undefined,
    }),
    component: lazyRouteComponent(() => import('./NewEventPage'), 'NewEventPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/events/$eventId',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('./EventsPage'), 'EventsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/events/$eventId/edit',
    component: lazyRouteComponent(() => import('./EditEventPage'), 'EditEventPage'),
  }),
];
