import { useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';
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
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Before it goes, so that the focus returns to where it was.
    return () => element?.close();
  }, []);
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
