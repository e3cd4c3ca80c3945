import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { isAsked } from '../ui/is-asked.ts';
import { late } from '../ui/late.tsx';
import { onPaletteAsked, type PaletteView } from './palette-asked.ts';
import { withWords } from '../i18n/i18n.ts';

const Palette = late(
  withWords('rest', async () => (await import('../palette/palette.tsx')).Palette),
  ({ onLeave }) => onLeave(),
);
const ShortcutList = late(
  withWords('rest', async () => (await import('../palette/shortcut-list.tsx')).ShortcutList),
  ({ onLeave }) => onLeave(),
);

/** Listens for the keys that lead everywhere. What they open is loaded the first time. */
export function PalettePlace(): ReactNode {
  const [view, setView] = useState<PaletteView | null>(null);
  useEffect(() => onPaletteAsked(setView), []);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const wished = viewFor(event);
      if (wished === null) return;
      event.preventDefault();
      setView((open) => (open === wished ? null : wished));
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  const leave = (): void => setView(null);
  return (
    <>
      {view === 'commands' && <Palette onLeave={leave} onShortcuts={() => setView('shortcuts')} />}
      {view === 'shortcuts' && <ShortcutList onLeave={leave} />}
    </>
  );
}

/** Whoever had the key first keeps it: in a text, Ctrl-K makes a link. */
function viewFor(event: KeyboardEvent): PaletteView | null {
  if (event.defaultPrevented || event.altKey || isAsked('.palette')) return null;
  if (event.ctrlKey || event.metaKey)
    return !event.shiftKey && event.key.toLowerCase() === 'k' ? 'commands' : null;
  return event.key === '?' && !isTyping(event.target) ? 'shortcuts' : null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role=textbox]'))
  );
}
