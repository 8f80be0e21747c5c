import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';
import { readFilters } from './filters';

const page = (search: Record<string, unknown>) => (Number(search['page']) > 1 ? { page: Number(search['page']) } : {});

export const logRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/logs/executions',
    validateSearch: readFilters,
    component: lazyRouteComponent(() => import('./ExecutionsPage'), 'ExecutionsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/logs/executions/$executionId',
    component: lazyRouteComponent(() => import('./ExecutionPage'), 'ExecutionPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/logs/events',
    validateSearch: (search: Record<string, unknown>) => ({ ...readFilters(search), ...page(search) }),
    component: lazyRouteComponent(() => import('./ReceivedEventsPage'), 'ReceivedEventsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/logs/events/$eventId',
    component: lazyRouteComponent(() => import('./ReceivedEventPage'), 'ReceivedEventPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/logs/webhooks',
    validateSearch: (search: Record<string, unknown>) => ({ ...readFilters(search), ...page(search) }),
    component: lazyRouteComponent(() => import('./DeliveriesPage'), 'DeliveriesPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/logs/webhooks/$deliveryId',
    component: lazyRouteComponent(() => import('./DeliveryPage'), 'DeliveryPage'),
  }),
];
