import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

/** The list's filters, as its address has them. */
export interface AccountSearch {
  search?: string;
  key?: string;
  value?: string;
  connection?: 'active' | 'expired' | 'none';
  app?: string;
  page?: number;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}

const account = lazyRouteComponent(() => import('./AccountPage'), 'AccountPage');

export const accountRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/linked-accounts',
    validateSearch: (search): AccountSearch => {
      const connection = search['connection'];
      return {
        search: text(search['search']),
        key: text(search['key']),
        value: text(search['value']),
        connection: connection === 'active' || connection === 'expired' || connection === 'none' ? connection : undefined,
        app: text(search['app']),
        page: Number(search['page']) > 1 ? Number(search['page']) : undefined,
      };
    },
    component: lazyRouteComponent(() => import('./AccountsPage'), 'AccountsPage'),
  }),
  createRoute({ getParentRoute: () => shellRoute, path: '/linked-accounts/$account', component: account }),
  createRoute({ getParentRoute: () => shellRoute, path: '/linked-accounts/$account/$tab', component: account }),
];
