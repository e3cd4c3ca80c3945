import type { Editor } from '@tiptap/core';
import { useSyncExternalStore } from 'react';

/** Something of the editor's state, drawn anew when it becomes another one. What `select` returns is compared by identity. */
export function useEditorState<Value>(editor: Editor, select: (editor: Editor) => Value): Value {
  return useSyncExternalStore(
    (onChange) => {
      editor.on('transaction', onChange);
      editor.on('focus', onChange);
      editor.on('blur', onChange);
      return () => {
        editor.off('transaction', onChange);
        editor.off('focus', onChange);
        editor.off('blur', onChange);
      };
    },
    () => select(editor),
  );
}
