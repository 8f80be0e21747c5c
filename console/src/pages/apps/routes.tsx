import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const appRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/apps',
    component: lazyRouteComponent(() => import('./AppsPage'), 'AppsPage'),
  }),
];
