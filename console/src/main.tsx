import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/ground.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startMessages } from './messages';
import { router } from './router';
import { Ground } from './ui/Ground';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element');
await startMessages(['ground', 'shell']);
createRoot(root).render(
  <StrictMode>
    <Ground>
      <RouterProvider router={router} />
    </Ground>
  </StrictMode>,
);
