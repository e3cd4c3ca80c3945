import { Trans } from '@lingui/react/macro';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { isAsked } from '../ui/is-asked.ts';

type PublishButtonProps = { isOpen: boolean; onOpen: () => void };

/** Opens what is to be known before anything is public; so does Ctrl or ⌘ with Enter, or with Shift and P. */
export function PublishButton({ isOpen, onOpen }: PublishButtonProps): ReactNode {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // Some texts have a use of their own for Enter.
      if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || isAsked()) return;
      if (event.key !== 'Enter' && !(event.shiftKey && event.key.toLowerCase() === 'p')) return;
      event.preventDefault();
      onOpen();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onOpen]);
  return (
    <Button
      look="solid"
      aria-expanded={isOpen}
      aria-keyshortcuts="Control+Enter Meta+Enter Control+Shift+P Meta+Shift+P"
      onClick={onOpen}
    >
      <Trans>Publish</Trans>
    </Button>
  );
}
