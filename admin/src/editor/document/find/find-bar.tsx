import { Trans, useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { redo, undo } from '@tiptap/pm/history';
import { TextSelection } from '@tiptap/pm/state';
import { CaseSensitive, ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { showToast } from '../../../ui/toast.ts';
import { useEditorState } from '../use-editor-state.ts';
import { soughtIn } from './find-in.ts';
import { findingOf, look, replaceFound, selectFound, step } from './find-plugin.ts';

type FindBarProps = {
  editor: Editor;
  /** Another one whenever somebody asks for it anew. */
  wish: { text?: string };
  onClose: () => void;
};

/** Finds a text in the document, and puts another in its place. */
export function FindBar({ editor, onClose, wish }: FindBarProps): ReactNode {
  const { t } = useLingui();
  const found = useEditorState(editor, findingOf);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    look(editor, { sought: { text: wish.text ?? selectedText(editor), isCaseKept: false } });
    field.current?.select();
  }, [editor, wish]);
  useEffect(
    () => () => {
      if (!editor.isDestroyed) look(editor, null);
    },
    [editor],
  );
  const sought = found?.sought ?? { text: '', isCaseKept: false };
  const count = found?.matches.length ?? 0;
  const number = (found?.current ?? 0) + 1;
  /** From a button that there is nothing left for. */
  const toField = (): void => field.current?.focus();
  const close = (): void => {
    selectFound(editor);
    onClose();
  };
  return (
    <div
      className="find-bar"
      role="search"
      aria-label={t`Find in the text`}
      onKeyDown={(event) => onBarKey(event, { editor, onLeave: close })}
    >
      <input
        ref={field}
        type="text"
        aria-label={t`Find`}
        placeholder={t`Find`}
        autoFocus
        value={sought.text}
        onChange={({ currentTarget: { value } }) => look(editor, { sought: { ...sought, text: value } })}
        onKeyDown={(event) => onEnter(event, () => step(editor, event.shiftKey ? -1 : 1))}
      />
      <Button
        look="quiet"
        label={t`Tell capitals apart`}
        aria-pressed={sought.isCaseKept}
        onClick={() => look(editor, { sought: { ...sought, isCaseKept: !sought.isCaseKept } })}
      >
        <CaseSensitive aria-hidden="true" />
      </Button>
      <span className="soft find-count" role="status">
        {sought.text === '' ? null : count === 0 ? (
          <Trans>Not found</Trans>
        ) : (
          <Trans>
            {number} of {count}
          </Trans>
        )}
      </span>
      <Button look="quiet" label={t`The one before`} disabled={count === 0} onClick={() => step(editor, -1)}>
        <ChevronUp aria-hidden="true" />
      </Button>
      <Button look="quiet" label={t`The next one`} disabled={count === 0} onClick={() => step(editor, 1)}>
        <ChevronDown aria-hidden="true" />
      </Button>
      {editor.isEditable && <Replacing editor={editor} count={count} onNoneLeft={toField} />}
      <Button look="quiet" label={t`Close`} onClick={close}>
        <X aria-hidden="true" />
      </Button>
    </div>
  );
}

/** What is selected as a whole, such as a picture, is no text to look for. */
function selectedText({ state: { doc, selection } }: Editor): string {
  return selection instanceof TextSelection ? soughtIn(doc, selection) : '';
}

type ReplacingProps = { editor: Editor; count: number; onNoneLeft: () => void };

function Replacing({ count, editor, onNoneLeft }: ReplacingProps): ReactNode {
  const { t } = useLingui();
  const [replacement, setReplacement] = useState('');
  const replaceOf = (which: 'current' | 'all'): number => {
    const replaced = replaceFound(editor, replacement, which);
    if (findingOf(editor)?.matches.length === 0) onNoneLeft();
    return replaced;
  };
  const replace = (): void => void replaceOf('current');
  const replaceAll = (): void => {
    const replaced = replaceOf('all');
    showToast({ kind: 'done', text: t`Replaced: ${replaced}` });
  };
  return (
    <>
      <input
        type="text"
        aria-label={t`Replace with`}
        placeholder={t`Replace with`}
        value={replacement}
        onChange={({ currentTarget: { value } }) => setReplacement(value)}
        onKeyDown={(event) => onEnter(event, replace)}
      />
      <Button disabled={count === 0} onClick={replace}>
        <Trans>Replace</Trans>
      </Button>
      <Button disabled={count === 0} onClick={replaceAll}>
        <Trans>Replace all</Trans>
      </Button>
    </>
  );
}

function onEnter(event: KeyboardEvent, does: () => void): void {
  if (event.key !== 'Enter') return;
  does();
  event.preventDefault();
  event.stopPropagation();
}

/** What is taken back is a change of the document: the fields hold a few letters, which are soon typed anew. */
function onBarKey(event: KeyboardEvent, { editor, onLeave }: { editor: Editor; onLeave: () => void }): void {
  const isWithMod = (event.ctrlKey || event.metaKey) && !event.altKey;
  const key = event.key.toLowerCase();
  if (event.key === 'Escape') onLeave();
  else if (isWithMod && key === 'z') (event.shiftKey ? redo : undo)(editor.state, editor.view.dispatch);
  else if (isWithMod && key === 'y') redo(editor.state, editor.view.dispatch);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
