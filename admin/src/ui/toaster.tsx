import { useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { toast, Toaster as Sonner } from 'sonner';
import { onToast, takeToasts } from './toast.ts';
import './toaster.css';

/** What stands at the lower edge of a screen, such as the tools of a text, can be reached all the same. */
const ABOVE_TOOLS = { bottom: 72 };

/** Its own style sheet, which is in no layer, names others. */
const FONT = { fontFamily: 'var(--font)' };

export function Toaster(): ReactNode {
  const { t } = useLingui();
  useEffect(() => {
    const show = (): void => {
      for (const { action, details, kind, text } of takeToasts()) {
        const say = kind === 'done' ? toast.success : toast.error;
        say(text, {
          description: details,
          // Whoever reads slowly has to be able to take it back.
          duration: action === undefined ? 5_000 : 10_000,
          ...(action && { action: { label: action.label, onClick: action.onAct } }),
        });
      }
    };
    show();
    return onToast(show);
  }, []);
  return (
    <Sonner
      position="bottom-center"
      offset={ABOVE_TOOLS}
      mobileOffset={ABOVE_TOOLS}
      theme="system"
      style={FONT}
      closeButton
      containerAriaLabel={t`Messages`}
    />
  );
}
