import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const accountRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/linked-accounts',
    component: lazyRouteComponent(() => import('./AccountsPage'), 'AccountsPage'),
  }),
];
