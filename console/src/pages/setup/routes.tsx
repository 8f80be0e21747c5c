import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const setupRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/setup',
    component: lazyRouteComponent(() => import('./SetupPage'), 'SetupPage'),
  }),
];
