import './styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { setDefaultPolicy } from './app/default-policy.ts';
import { preferredLanguage, speak } from './i18n/i18n.ts';
import { followSystemTheme } from './ui/theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
setDefaultPolicy();
followSystemTheme();
await speak(preferredLanguage());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
