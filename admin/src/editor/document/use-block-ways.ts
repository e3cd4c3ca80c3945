import type { Editor } from '@tiptap/core';
import { NodeSelection, TextSelection } from '@tiptap/pm/state';
import { useEffect } from 'react';
import { pathOf, type Place } from '../place.ts';
import { useEditor } from '../use-editor.ts';
import { placeOfBlock } from './block-place.ts';

/** Takes whoever wants to go to a block of this document there, with the cursor. */
export function useBlockWays(editor: Editor | null, place: Place): void {
  const { desk } = useEditor();
  const path = pathOf(place);
  useEffect(
    () =>
      desk.onGoTo((target) => {
        if (editor !== null && target.blockId !== null && pathOf(target.place) === path)
          goToBlock(editor, target.blockId);
      }),
    [desk, editor, path],
  );
}

function goToBlock({ state, view }: Editor, blockId: string): void {
  const { doc, tr } = state;
  const at = placeOfBlock(doc, blockId);
  const node = at === null ? null : doc.nodeAt(at);
  if (at === null || node === null) return;
  const isWhole = !node.isTextblock && NodeSelection.isSelectable(node) && node.isAtom;
  const selection = isWhole
    ? NodeSelection.create(doc, at)
    : TextSelection.near(doc.resolve(Math.min(at + 1, doc.content.size)));
  view.dispatch(tr.setSelection(selection));
  view.focus();
  const element = view.nodeDOM(at);
  if (element instanceof HTMLElement) element.scrollIntoView({ block: 'center' });
}
