import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const eventRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/events',
    component: lazyRouteComponent(() => import('./EventsPage'), 'EventsPage'),
  }),
];
