import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const workflowRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/workflows',
    component: lazyRouteComponent(() => import('./WorkflowsPage'), 'WorkflowsPage'),
  }),
];
