import { useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { Minimize2 } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { Button } from '../../ui/button.tsx';

const CLASS = 'focus-mode';

/** Nothing on the screen but the text, and of the text the block at the cursor before all others. */
export function FocusMode({ editor, onLeave }: { editor: Editor; onLeave: () => void }): ReactNode {
  const { t } = useLingui();
  useEffect(() => {
    const root = document.documentElement;
    const field = editor.view.dom.closest('.document');
    root.classList.add(CLASS);
    field?.classList.add('is-focused');
    editor.view.focus();
    const onKeyDown = ({ defaultPrevented, key }: KeyboardEvent): void => {
      if (key === 'Escape' && !defaultPrevented) onLeave();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      root.classList.remove(CLASS);
      field?.classList.remove('is-focused');
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [editor, onLeave]);
  return createPortal(
    <div className="focus-leave">
      <Button look="quiet" label={t`Show everything again`} onClick={onLeave}>
        <Minimize2 aria-hidden="true" />
      </Button>
    </div>,
    document.body,
  );
}
