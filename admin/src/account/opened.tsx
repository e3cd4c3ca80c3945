import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

/** A form that was asked for by a button: whoever goes on with the keyboard is in it. */
export function Opened({ children, onCancel }: { children: ReactNode; onCancel: () => void }): ReactNode {
  const { t } = useLingui();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector('input')?.focus(), []);
  return (
    <div ref={place} className="opened">
      {children}
      <Button onClick={onCancel}>{t`Cancel`}</Button>
    </div>
  );
}
