import { QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './failure';

const MOST_RETRIES = 2;

/** What was read stays for half a minute; only what may be over by itself is tried again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, failure) =>
        count < MOST_RETRIES && !(failure instanceof ApiFailure && failure.status >= 400 && failure.status < 500),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
