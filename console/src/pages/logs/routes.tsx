import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const logRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/logs/executions',
    component: lazyRouteComponent(() => import('./ExecutionsPage'), 'ExecutionsPage'),
  }),
];
