import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** A dialog that is open as long as it is drawn. The focus returns to where it was when it goes. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return dialog;
}
