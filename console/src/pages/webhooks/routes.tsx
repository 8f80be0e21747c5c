import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const webhookRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/webhooks',
    component: lazyRouteComponent(() => import('./WebhooksPage'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/webhooks/new',
    component: lazyRouteComponent(() => import('./NewWebhookPage'), 'NewWebhookPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developer/webhooks/$webhookId',
    component: lazyRouteComponent(() => import('./WebhookPage'), 'WebhookPage'),
  }),
];
