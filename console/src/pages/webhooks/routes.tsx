import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const webhookRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/webhooks',
    component: lazyRouteComponent(() => import('./WebhooksPage'), 'WebhooksPage'),
  }),
];
