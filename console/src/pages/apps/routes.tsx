import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

/** The catalogue's filters, as its address has them. */
export interface CatalogueSearch {
  search?: string;
  category?: string;
  show?: 'connected' | 'custom' | 'setup';
}

/** Which action an app's page shows. */
export interface AppSearch {
  action?: string;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const app = lazyRouteComponent(() => import('./AppPage'), 'AppPage');
const validateSearch = (search: Record<string, unknown>): AppSearch => ({ action: text(search['action']) });

export const appRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/apps',
    validateSearch: (search): CatalogueSearch => {
      const show = search['show'];
      return {
        search: text(search['search']),
        category: text(search['category']),
        show: show === 'connected' || show === 'custom' || show === 'setup' ? show : undefined,
      };
    },
    component: lazyRouteComponent(() => import('./AppsPage'), 'AppsPage'),
  }),
  createRoute({ getParentRoute: () => shellRoute, path: '/apps/custom/new', component: lazyRouteComponent(() => import('./NewAppPage'), 'NewAppPage') }),
  createRoute({ getParentRoute: () => shellRoute, path: '/apps/custom/openapi', component: lazyRouteComponent(() => import('./OpenApiPage'), 'OpenApiPage') }),
  createRoute({ getParentRoute: () => shellRoute, path: '/apps/custom/requests', component: lazyRouteComponent(() => import('./LeadsPage'), 'LeadsPage') }),
  createRoute({ getParentRoute: () => shellRoute, path: '/apps/$slug', validateSearch, component: app }),
  createRoute({ getParentRoute: () => shellRoute, path: '/apps/$slug/$tab', validateSearch, component: app }),
];
