import type { Command } from '@tiptap/pm/state';
import { selectedRect } from '@tiptap/pm/tables';

/** The head of a column says how all of it is aligned: that is how Markdown has it. */
export function alignColumn(align: 'left' | 'center' | 'right'): Command {
  return (state, dispatch) => {
    const { left, map, right, tableStart } = selectedRect(state);
    const change = state.tr;
    for (let column = left; column < right; column += 1) {
      const at = tableStart + (map.map[column] ?? 0);
      const cell = state.doc.nodeAt(at);
      const isSo = cell?.attrs['align'] === align;
      if (cell?.type.name === 'tableHeader') change.setNodeAttribute(at, 'align', isSo ? null : align);
    }
    dispatch?.(change);
    return true;
  };
}
