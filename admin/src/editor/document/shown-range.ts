import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

type Range = { from: number; to: number };

const KEY = new PluginKey<DecorationSet>('shownRange');

/** What is selected stays to be seen while a window beside it has the focus. */
export const ShownRange = Extension.create({
  name: 'shownRange',
  addProseMirrorPlugins: () => [shownRange()],
});

export function shownRange(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: KEY,
    state: {
      init: () => DecorationSet.empty,
      apply: (change, shown) => {
        const range = change.getMeta(KEY) as Range | null | undefined;
        if (range === undefined) return shown.map(change.mapping, change.doc);
        return range === null
          ? DecorationSet.empty
          : DecorationSet.create(change.doc, [
              Decoration.inline(range.from, range.to, { class: 'shown-range' }),
            ]);
      },
    },
    props: { decorations: (state) => KEY.getState(state) },
  });
}

export function showRange({ state, view }: Pick<Editor, 'state' | 'view'>, range: Range | null): void {
  view.dispatch(state.tr.setMeta(KEY, range));
}
