import { useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import './ask-dialog.css';

type FormDialogProps = {
  title: string;
  children: ReactNode;
  /** Also with the Escape key. */ onCancel: () => void;
};

/** Something to fill in, above what it is about. */
export function FormDialog({ children, onCancel, title }: FormDialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Before it goes, so that the focus returns to where it was.
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="card ask" aria-labelledby={id} onCancel={onCancel}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
