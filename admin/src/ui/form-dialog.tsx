import { useId } from 'react';
import type { ReactNode } from 'react';
import { useModal } from './use-modal.ts';
import './ask-dialog.css';

type FormDialogProps = {
  title: string;
  children: ReactNode;
  /** Also with the Escape key. */
  onCancel: () => void;
};

/** Something to fill in, above what it is about. */
export function FormDialog({ children, onCancel, title }: FormDialogProps): ReactNode {
  const dialog = useModal();
  const id = useId();
  return (
    <dialog ref={dialog} className="card ask" aria-labelledby={id} onCancel={onCancel}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
