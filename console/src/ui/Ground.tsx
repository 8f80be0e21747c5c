import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, Suspense } from 'react';
import { queries } from '../api/queries';
import { styleNonce } from './nonce';
import { theme } from './theme';

/** What console and portal both stand on: theme, data, notices. */
export function Ground({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        <Suspense>{children}</Suspense>
      </QueryClientProvider>
    </MantineProvider>
  );
}
