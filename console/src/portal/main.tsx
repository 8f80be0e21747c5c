import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../ui/ground.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startMessages } from '../messages';
import { Ground } from '../ui/Ground';
import { Portal } from './Portal';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element');
await startMessages(['ground', 'portal']);
createRoot(root).render(
  <StrictMode>
    <Ground>
      <Portal />
    </Ground>
  </StrictMode>,
);
