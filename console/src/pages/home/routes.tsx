import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';
import { PERIODS, type Period } from './figures';

export const homeRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/',
    validateSearch: (search): { period?: Period } => ({ period: PERIODS.find((period) => period === search['period']) }),
    component: lazyRouteComponent(() => import('./HomePage'), 'HomePage'),
  }),
];
