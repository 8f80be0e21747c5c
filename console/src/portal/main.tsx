import './styles';
import '../ui/ground.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from '../api/queries';
import { startMessages } from '../messages';
import { carryToken } from './calls';
import { Portal } from './Portal';
import { enter } from './token';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element');
document.body.classList.add('portal');
// Before anything is drawn: the token leaves the address.
const entry = enter(window.location, window.history, () => window.sessionStorage);
if (entry) carryToken(entry.token);
await startMessages(['ground', 'portal', 'states', 'config']);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Suspense>
        <Portal entry={entry} />
      </Suspense>
    </QueryClientProvider>
  </StrictMode>,
);
