import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/routes';

export const settingRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings/profile',
    component: lazyRouteComponent(() => import('./ProfilePage'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings/users',
    validateSearch: (search: Record<string, unknown>): { page?: number } =>
      Number.isInteger(search['page']) && Number(search['page']) > 1 ? { page: Number(search['page']) } : {},
    component: lazyRouteComponent(() => import('./UsersPage'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings/organization',
    component: lazyRouteComponent(() => import('./OrganizationPage'), 'OrganizationPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings/portal',
    component: lazyRouteComponent(() => import('./portal/PortalSettingsPage'), 'PortalSettingsPage'),
  }),
];
