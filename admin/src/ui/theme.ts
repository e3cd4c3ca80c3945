export type Theme = 'system' | 'light' | 'dark';

/** `public/theme.js` reads it before anything is drawn. */
const KEY = 'stillpress.theme';

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  show();
}

/** Goes along when the system changes its colours at dusk. */
export function followSystemTheme(): void {
  DARK.addEventListener('change', show);
}

const DARK = matchMedia('(prefers-color-scheme: dark)');

function show(): void {
  const theme = chosenTheme();
  document.documentElement.classList.toggle('dark', theme === 'dark' || (theme === 'system' && DARK.matches));
}
