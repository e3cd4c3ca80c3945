import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** The focus returns to where it was when it closes. */
export function usePaletteDialog(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return dialog;
}
