import './portal.css';
import { MantineProvider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { styleNonce } from '../ui/nonce';
import { AppsPage } from './AppsPage';
import { usePlace } from './address';
import { api, call, onEnd, tellEmbedder } from './calls';
import { EndedPage } from './EndedPage';
import { dressOf } from './look';
import { PortalFrame } from './PortalFrame';
import type { Entry } from './token';

/** The list is what everybody sees first; forms, dialogs and tabs come with the first app that is opened. */
const AppPage = lazy(() => import('./AppPage').then((page) => ({ default: page.AppPage })));

/** Nothing is kept in the browser: the console of the same address has a choice of its own. */
const NO_MEMORY = {
  get: () => 'auto' as const,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};

/** The page of a link, from the first look to the last: it shows one customer's apps, or that the link has ended. */
export function Portal({ entry }: { entry: Entry | undefined }) {
  const [ended, setEnded] = useState(false);
  const look = useQuery({ queryKey: ['look'], queryFn: () => call(api.GET('/api/v2/public/portal')), enabled: entry !== undefined && !ended, staleTime: Infinity });
  const dress = useMemo(() => dressOf(look.data), [look.data]);
  useEffect(
    () =>
      onEnd(() => {
        setEnded(true);
        tellEmbedder('ended');
      }),
    [],
  );
  return (
    <MantineProvider
      theme={dress.theme}
      cssVariablesResolver={dress.resolver}
      defaultColorScheme="auto"
      colorSchemeManager={NO_MEMORY}
      getStyleNonce={styleNonce}
      {...(dress.scheme ? { forceColorScheme: dress.scheme } : {})}
    >
      <PortalFrame look={look.data} failure={ended ? undefined : look.error} ended={ended}>
        {entry === undefined || ended ? <EndedPage look={look.data} reopened={entry === undefined} /> : look.data && <Pages entry={entry} />}
      </PortalFrame>
    </MantineProvider>
  );
}

function Pages({ entry }: { entry: Entry }) {
  const { app, tab } = usePlace();
  if (!app) return <AppsPage />;
  return (
    <Suspense>
      <AppPage key={app} slug={app} tab={tab} configId={entry.configId} />
    </Suspense>
  );
}
