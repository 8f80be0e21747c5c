import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const tryApiRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/try-api',
    component: lazyRouteComponent(() => import('./TryApiPage'), 'TryApiPage'),
  }),
];
