import { useLingui } from '@lingui/react/macro';
import { useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';

type DetailFrameProps = { isModal: boolean; onClose: () => void; children: ReactNode };

/** Beside the files where there is room; before them where there is none. */
export function DetailFrame({ children, isModal, onClose }: DetailFrameProps): ReactNode {
  const { t } = useLingui();
  if (isModal) return <ModalDetail onClose={onClose}>{children}</ModalDetail>;
  return (
    <aside
      className="media-detail"
      aria-label={t`Details of the file`}
      onKeyDown={(event) => {
        // Of a dialog that is open here, it is the dialog's.
        if (event.key === 'Escape' && !isWithinDialog(event.target)) onClose();
      }}
    >
      {children}
    </aside>
  );
}

function isWithinDialog(target: EventTarget): boolean {
  return target instanceof Element && target.closest('dialog') !== null;
}

function ModalDetail({ children, onClose }: Omit<DetailFrameProps, 'isModal'>): ReactNode {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="media-detail is-modal"
      aria-label={t`Details of the file`}
      onCancel={(event) => {
        // A file chooser that is closed says so, too.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
