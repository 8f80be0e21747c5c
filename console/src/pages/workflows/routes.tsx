import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const workflowRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/workflows',
    validateSearch: (search): { page?: number; name?: string; app?: string; state?: 'published' | 'draft' } => ({
      page: Number(search['page']) || undefined,
      name: typeof search['name'] === 'string' && search['name'] ? search['name'] : undefined,
      app: typeof search['app'] === 'string' && search['app'] ? search['app'] : undefined,
      state: search['state'] === 'published' || search['state'] === 'draft' ? search['state'] : undefined,
    }),
    component: lazyRouteComponent(() => import('./WorkflowsPage'), 'WorkflowsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/workflows/$workflowId',
    // The canvas and its editors come with this page, and with no other one.
    component: lazyRouteComponent(() => import('./builder/BuilderPage'), 'BuilderPage'),
  }),
];
