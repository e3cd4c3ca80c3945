import { useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { useEffect } from 'react';
import { tintOf } from '../person-tint.ts';
import { isFieldMark } from '../presence.ts';
import { useEditor } from '../use-editor.ts';
import { useOthers } from '../use-others.ts';
import { blockIdAt } from './block-place.ts';
import { showOthers, type Other } from './others-plugin.ts';

/** Tells others in which block the cursor is, and shows where theirs are. */
export function useOthersInText(editor: Editor): void {
  const { t } = useLingui();
  const { presence, userId } = useEditor().desk;
  const others = useOthers();
  useEffect(() => {
    const tell = (): void => {
      if (editor.view.hasFocus()) presence.at(blockIdAt(editor.state.selection.$from));
    };
    editor.on('selectionUpdate', tell);
    editor.on('focus', tell);
    return () => {
      editor.off('selectionUpdate', tell);
      editor.off('focus', tell);
    };
  }, [editor, presence]);
  useEffect(() => {
    const shown: Other[] = [];
    for (const { blockId, user } of others) {
      if (blockId === null || isFieldMark(blockId)) continue;
      const name = user.id === userId ? t`You, in another window` : user.name;
      shown.push({ blockId, name, tint: tintOf(user.id) });
    }
    showOthers(editor, shown);
  }, [editor, others, t, userId]);
}
