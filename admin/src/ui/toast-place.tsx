import { lazy, Suspense, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { hasToasts, onToast } from './toast.ts';

const Toaster = lazy(async () => ({ default: (await import('./toaster.tsx')).Toaster }));

/** Where toasts appear. What shows them is loaded with the first. */
export function ToastPlace(): ReactNode {
  const isAsked = useSyncExternalStore(onToast, hasToasts);
  const [isThere, setThere] = useState(false);
  if (isAsked && !isThere) setThere(true);
  return isThere ? (
    <Suspense>
      <Toaster />
    </Suspense>
  ) : null;
}
