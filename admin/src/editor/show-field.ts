import { useEffect } from 'react';
import type { Desk } from './desk.ts';
import { reveal } from './fields/use-reveal.ts';
import { isWithinPath, pathOf } from './place.ts';

/** Takes whoever wants to go to a field there. Within a document, it is the document that knows where its blocks are. */
export function useWays(desk: Desk): void {
  useEffect(
    () =>
      desk.onGoTo(({ blockId, place }) => {
        if (blockId === null) showField(pathOf(place));
      }),
    [desk],
  );
}

const FOCUSABLE =
  ':is(input, textarea, select, button, a[href], [contenteditable=true], [role=spinbutton]):not([disabled])';

/** Whatever is closed around it is opened, and it gets the focus. */
export function showField(path: string): void {
  fieldAt(path)?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
}

/** Where a text begins, for whoever comes from above it. */
export function enterText(frame: HTMLElement | null): void {
  const text = frame?.querySelector<HTMLElement>('.document-text');
  if (text === undefined || text === null) return;
  text.focus({ preventScroll: true });
  getSelection()?.collapse(text, 0);
}

/** In sight, and open. */
function fieldAt(path: string): HTMLElement | undefined {
  const fields = [...document.querySelectorAll<HTMLElement>('[data-path]')];
  // The innermost one: a place within a document has none of its own.
  const field = fields.findLast(({ dataset }) => isWithinPath(path, dataset['path'] ?? ''));
  if (field === undefined) return undefined;
  reveal(field);
  field.scrollIntoView({ block: 'center' });
  return field;
}
