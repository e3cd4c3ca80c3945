import { useId } from 'react';
import type { ReactNode } from 'react';
import { useModal } from './use-modal.ts';
import './ask-dialog.css';

type AskDialogProps = {
  title: string;
  /** What happens. */
  children: ReactNode;
  /** The harmless one first: it has the focus. */
  choices: ReactNode;
  isLoud?: boolean;
  /** Also with the Escape key. */
  onCancel: () => void;
};

/** Asks before something is done that somebody may not mean. */
export function AskDialog({ children, choices, isLoud = false, onCancel, title }: AskDialogProps): ReactNode {
  const dialog = useModal();
  const id = useId();
  return (
    <dialog
      ref={dialog}
      className={`card ask ${isLoud ? 'loud' : ''}`}
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={onCancel}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={`${id}-text`}>{children}</div>
      <div className="choices">{choices}</div>
    </dialog>
  );
}
