import { useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { GripVertical, Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { DragEvent, ReactNode } from 'react';
import { make } from './commands/make.ts';
import { late } from '../../ui/late.tsx';
import { onWish } from './ask.ts';
import { blockAtCursor, blockElementAt, dragBlock, type Hovered } from './hovered-block.ts';
import { NodeSelection, TextSelection } from '@tiptap/pm/state';

const OpenMenu = late(
  async () => (await import('./block-menu.tsx')).BlockMenu,
  ({ onClose }) => onClose(),
);

/** Left of the block under the mouse: a handle to drag it by, which also opens what can be done with it; and a button for a line below. */
export function BlockHandle({ editor }: { editor: Editor }): ReactNode {
  const { t } = useLingui();
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const [isOpen, setOpen] = useState(false);
  const grip = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const host = editor.view.dom.parentElement;
    const move = ({ clientY }: MouseEvent): void => {
      if (!isOpen) setHovered((before) => blockElementAt(editor, clientY, before));
    };
    const leave = (): void => {
      if (!isOpen) setHovered(null);
    };
    host?.addEventListener('mousemove', move);
    host?.parentElement?.addEventListener('mouseleave', leave);
    editor.on('update', leave);
    return () => {
      host?.removeEventListener('mousemove', move);
      host?.parentElement?.removeEventListener('mouseleave', leave);
      editor.off('update', leave);
    };
  }, [editor, isOpen]);
  useEffect(
    () =>
      onWish(editor, ({ kind }) => {
        if (kind !== 'block') return;
        setHovered(blockAtCursor(editor));
        setOpen(true);
      }),
    [editor],
  );
  if (!editor.isEditable || hovered === null) return null;
  const { index, top } = hovered;
  const at = positionOf(editor, index);
  if (at === null) return null;
  const select = (): void => {
    const { doc, tr } = editor.state;
    editor.view.dispatch(tr.setSelection(NodeSelection.create(doc, at)));
  };
  return (
    <div className={`block-handle${isOpen ? ' is-open' : ''}`} style={{ top }} contentEditable={false}>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t`A block below`}
        title={t`A block below`}
        onClick={() => addBelow(editor, at)}
      >
        <Plus aria-hidden="true" />
      </button>
      <button
        ref={grip}
        type="button"
        tabIndex={-1}
        draggable
        className="grip"
        aria-label={t`Move this block, or see what can be done with it`}
        title={t`Drag to move, click for more`}
        onDragStart={(event: DragEvent) => dragBlock(editor, event.nativeEvent, at)}
        onClick={() => {
          select();
          setOpen(true);
        }}
      >
        <GripVertical aria-hidden="true" />
      </button>
      {isOpen && <OpenMenu editor={editor} at={at} anchor={grip} onClose={() => setOpen(false)} />}
    </div>
  );
}

function positionOf({ state: { doc } }: Editor, index: number): number | null {
  if (index >= doc.childCount) return null;
  let at = 0;
  for (let before = 0; before < index; before += 1) at += doc.child(before).nodeSize;
  return at;
}

/** An empty line with a slash in it: the menu of blocks opens. */
function addBelow(editor: Editor, at: number): void {
  const { schema, state, view } = editor;
  const behind = at + (state.doc.nodeAt(at)?.nodeSize ?? 0);
  const change = state.tr.insert(behind, make(schema, 'paragraph'));
  view.dispatch(change.setSelection(TextSelection.create(change.doc, behind + 1)).scrollIntoView());
  view.focus();
  view.dispatch(view.state.tr.insertText('/'));
}
