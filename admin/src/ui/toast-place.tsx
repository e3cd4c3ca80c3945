import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore, type ComponentType } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { MessageBox } from './message.tsx';
import { countToasts, onToast, takeToasts, waitingToasts } from './toast.ts';
import './toast-place.css';

/** Where toasts appear. What shows them is loaded with the first; where it cannot be, they are said plainly, as without a network. */
export function ToastPlace(): ReactNode {
  const count = useSyncExternalStore(onToast, countToasts);
  const [Toaster, setToaster] = useState<ComponentType | null>(null);
  const [isPlain, setPlain] = useState(false);
  useEffect(() => {
    if (count === 0 || Toaster !== null) return;
    import('./toaster.tsx').then(
      (part) => setToaster(() => part.Toaster),
      () => setPlain(true),
    );
  }, [count, Toaster]);
  if (Toaster !== null) return <Toaster />;
  return isPlain && count > 0 ? <PlainToasts onClose={() => setPlain(false)} /> : null;
}

function PlainToasts({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useLingui();
  const close = (): void => {
    takeToasts();
    onClose();
  };
  return (
    <div className="plain-toasts">
      {waitingToasts().map(({ kind, text }, index) => (
        <MessageBox key={index} message={{ kind: kind === 'done' ? 'notice' : 'problem', text }} />
      ))}
      <Button look="quiet" label={t`Close`} onClick={close}>
        <X aria-hidden="true" />
      </Button>
    </div>
  );
}
