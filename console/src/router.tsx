import { createRouter } from '@tanstack/react-router';
import { accountRoutes } from './pages/accounts/routes';
import { appRoutes } from './pages/apps/routes';
import { eventRoutes } from './pages/events/routes';
import { homeRoutes } from './pages/home/routes';
import { logRoutes } from './pages/logs/routes';
import { settingRoutes } from './pages/settings/routes';
import { setupRoutes } from './pages/setup/routes';
import { signInRoutes } from './pages/signin/routes';
import { tryApiRoutes } from './pages/tryapi/routes';
import { webhookRoutes } from './pages/webhooks/routes';
import { workflowRoutes } from './pages/workflows/routes';
import { rootRoute, shellRoute, startRoute } from './shell/routes';
import { FailurePage, NotFoundPage } from './shell/FailurePage';

const tree = rootRoute.addChildren([
  startRoute,
  ...signInRoutes,
  shellRoute.addChildren([
    ...homeRoutes,
    ...accountRoutes,
    ...setupRoutes,
    ...eventRoutes,
    ...webhookRoutes,
    ...appRoutes,
    ...workflowRoutes,
    ...tryApiRoutes,
    ...logRoutes,
    ...settingRoutes,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: '/console',
  defaultPreload: 'intent',
  defaultErrorComponent: FailurePage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
