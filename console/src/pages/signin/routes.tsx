import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/routes';

export const signInRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    /** `to`: where to go then; only an address of the console itself is followed. */
    validateSearch: (search: Record<string, unknown>): { to?: string } =>
      typeof search['to'] === 'string' && /^\/(?![/\\])/.test(search['to']) ? { to: search['to'] } : {},
    component: lazyRouteComponent(() => import('./SignInPage'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/set-password',
    component: lazyRouteComponent(() => import('./SetPasswordPage'), 'SetPasswordPage'),
  }),
];
