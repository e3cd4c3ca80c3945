import { useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { Minimize2 } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { entryTitle } from '../../content/entry-title.ts';
import { Button } from '../../ui/button.tsx';
import { useEditor } from '../use-editor.ts';
import { onWish } from './ask.ts';

const CLASS = 'focus-mode';

/** Nothing on the screen but the text, and of the text the block at the cursor before all others. */
export function FocusMode({ editor, onLeave }: { editor: Editor; onLeave: () => void }): ReactNode {
  const { t } = useLingui();
  const { entry } = useEditor();
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
    // In the text the key has been taken by the editor when it comes here.
    const forget = onWish(editor, ({ kind }) => {
      if (kind === 'escape') onLeave();
    });
    return () => {
      forget();
      root.classList.remove(CLASS);
      field?.classList.remove('is-focused');
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [editor, onLeave]);
  return createPortal(
    <header className="focus-leave">
      <h1 className="for-screen-readers">{entryTitle(entry)}</h1>
      <Button look="quiet" label={t`Show everything again`} onClick={onLeave}>
        <Minimize2 aria-hidden="true" />
      </Button>
    </header>,
    document.body,
  );
}
