import { Trans, useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { CaseSensitive, ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { showToast } from '../../../ui/toast.ts';
import { useEditorState } from '../use-editor-state.ts';
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
    const selected = wish.text ?? selectedText(editor);
    look(editor, { sought: { text: selected.includes('\n') ? '' : selected, isCaseKept: false } });
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
  const close = (): void => {
    selectFound(editor);
    onClose();
  };
  return (
    <div className="find-bar" role="search" aria-label={t`Find in the text`}>
      <input
        ref={field}
        type="text"
        aria-label={t`Find`}
        placeholder={t`Find`}
        autoFocus
        value={sought.text}
        onChange={({ currentTarget: { value } }) => look(editor, { sought: { ...sought, text: value } })}
        onKeyDown={(event) =>
          onBarKey(event, { onEnter: () => step(editor, event.shiftKey ? -1 : 1), onLeave: close })
        }
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
      {editor.isEditable && <Replacing editor={editor} count={count} onLeave={close} />}
      <Button look="quiet" label={t`Close`} onClick={close}>
        <X aria-hidden="true" />
      </Button>
    </div>
  );
}

/** What is selected as a whole, such as a picture, is no text to look for. */
function selectedText({ state: { doc, selection } }: Editor): string {
  return selection instanceof TextSelection ? doc.textBetween(selection.from, selection.to, '\n') : '';
}

type ReplacingProps = { editor: Editor; count: number; onLeave: () => void };

function Replacing({ count, editor, onLeave }: ReplacingProps): ReactNode {
  const { t } = useLingui();
  const [replacement, setReplacement] = useState('');
  const replace = (): void => void replaceFound(editor, replacement, 'current');
  const replaceAll = (): void => {
    const replaced = replaceFound(editor, replacement, 'all');
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
        onKeyDown={(event) => onBarKey(event, { onEnter: replace, onLeave })}
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

function onBarKey(
  event: KeyboardEvent,
  { onEnter, onLeave }: { onEnter: () => void; onLeave: () => void },
): void {
  if (event.key === 'Enter') onEnter();
  else if (event.key === 'Escape') onLeave();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
