import { Trans, useLingui } from '@lingui/react/macro';
import { posToDOMRect, type Editor } from '@tiptap/core';
import { useEffect, useId, useLayoutEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useBlockKinds, type BlockKind } from '../block-kinds.tsx';
import { Floating } from '../floating.tsx';
import { useEditorState } from '../use-editor-state.ts';
import { closeSlash, eraseSlash, onSlashKey, slashIn, type Slash } from './slash-plugin.ts';

/** Every kind of block behind a slash, and what stands within a line where that is in one. The focus stays in the text, and what is typed there narrows the list. */
export function SlashMenu({ editor }: { editor: Editor }): ReactNode {
  const slash = useEditorState(editor, slashIn);
  return slash === null ? null : <SlashList key={slash.from} editor={editor} slash={slash} />;
}

function SlashList({ editor, slash }: { editor: Editor; slash: Slash }): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const { isInline, query } = slash;
  const kinds = useBlockKinds().filter((kind) => (!isInline || kind.isInline) && isMeant(kind, query));
  const [moved, setActive] = useState<number | null>(null);
  // Behind a word, whoever goes on with the next line means a slash.
  const active = moved ?? (isInline && query === '' ? -1 : 0);
  const index = Math.min(active, kinds.length - 1);
  const choose = (kind: BlockKind): void => {
    eraseSlash(editor, slash);
    kind.run(editor);
  };
  useLayoutEffect(() =>
    onSlashKey(editor, (event) => {
      const chosen = kinds[index];
      if (event.key === 'Escape') closeSlash(editor);
      else if (kinds.length === 0) return false;
      else if (event.key === 'ArrowDown') setActive((index + 1) % kinds.length);
      else if (event.key === 'ArrowUp') setActive((Math.max(index, 0) + kinds.length - 1) % kinds.length);
      else if (chosen === undefined) return false;
      else if (event.key === 'Enter' || event.key === 'Tab') choose(chosen);
      else return false;
      event.preventDefault();
      return true;
    }),
  );
  useDescribedList(editor, { listId: id, activeId: kinds[index] === undefined ? null : `${id}-${index}` });
  // Who types on does not want any of it.
  const isOff = kinds.length === 0 && (isInline || query.length > 8);
  useEffect(() => {
    if (isOff) closeSlash(editor);
  }, [editor, isOff]);
  if (isOff) return null;
  return (
    <Floating rectOf={() => posToDOMRect(editor.view, slash.from, slash.from)} className="slash">
      <div
        id={id}
        role="listbox"
        aria-label={t`Blocks`}
        className="slash-list"
        // It scrolls. The text keeps the focus all the same.
        tabIndex={0}
        onMouseDown={(event) => event.preventDefault()}
      >
        {kinds.map((kind, place) => (
          <div
            key={kind.id}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === index}
            className="slash-item"
            onMouseMove={() => setActive(place)}
            onClick={() => choose(kind)}
          >
            <kind.Icon aria-hidden="true" />
            {kind.label}
            {kind.keys !== undefined && <kbd>{kind.keys}</kbd>}
          </div>
        ))}
        {kinds.length === 0 && (
          <p className="soft slash-none">
            <Trans>No block is called so.</Trans>
          </p>
        )}
      </div>
    </Floating>
  );
}

/** Tells screen readers of the list while the focus stays in the text. */
function useDescribedList(
  editor: Editor,
  { activeId, listId }: { listId: string; activeId: string | null },
): void {
  useEffect(() => {
    const { dom } = editor.view;
    dom.setAttribute('aria-controls', listId);
    if (activeId === null) dom.removeAttribute('aria-activedescendant');
    else {
      dom.setAttribute('aria-activedescendant', activeId);
      document.querySelector(`#${CSS.escape(activeId)}`)?.scrollIntoView({ block: 'nearest' });
    }
    return () => {
      dom.removeAttribute('aria-controls');
      dom.removeAttribute('aria-activedescendant');
    };
  }, [activeId, editor, listId]);
}

function isMeant({ label, words }: BlockKind, query: string): boolean {
  const sought = query.trim().toLocaleLowerCase();
  return (
    `${label} ${words}`
      .toLocaleLowerCase()
      .split(/[\s:]+/)
      .some((word) => word.startsWith(sought)) || label.toLocaleLowerCase().includes(sought)
  );
}
