export type PaletteView = 'commands' | 'shortcuts';

const listeners = new Set<(view: PaletteView) => void>();

/** By a button, where there is no key. */
export function askForPalette(view: PaletteView): void {
  for (const listener of listeners) listener(view);
}

export function onPaletteAsked(listener: (view: PaletteView) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
