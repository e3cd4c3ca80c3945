import { Extension, type Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { placeOfBlock } from './block-place.ts';

/** Who has the cursor in a block. */
export type Other = { blockId: string; name: string; tint: number };

type Marked = { others: readonly Other[]; marks: DecorationSet };

const KEY = new PluginKey<Marked>('others');

/** Marks the blocks in which others are. As attributes of the block: an element of its own in a text would be in the way of the cursor. */
export const Others = Extension.create({
  name: 'others',
  addProseMirrorPlugins: () => [
    new Plugin<Marked>({
      key: KEY,
      state: {
        init: () => ({ others: [], marks: DecorationSet.empty }),
        apply: (change, before) => {
          const told = change.getMeta(KEY) as readonly Other[] | undefined;
          if (told === undefined && (!change.docChanged || before.others.length === 0)) return before;
          const others = told ?? before.others;
          return { others, marks: marksOf(change.doc, others) };
        },
      },
      props: { decorations: (state) => KEY.getState(state)?.marks },
    }),
  ],
});

export function showOthers({ state, view }: Editor, others: readonly Other[]): void {
  if (others.length === 0 && KEY.getState(state)?.others.length === 0) return;
  view.dispatch(state.tr.setMeta(KEY, others).setMeta('addToHistory', false));
}

function marksOf(doc: ProseMirrorNode, others: readonly Other[]): DecorationSet {
  const byBlock = new Map<string, Other[]>();
  for (const other of others) byBlock.set(other.blockId, [...(byBlock.get(other.blockId) ?? []), other]);
  const marks: Decoration[] = [];
  for (const [blockId, here] of byBlock) {
    const at = placeOfBlock(doc, blockId);
    const node = at === null ? null : doc.nodeAt(at);
    if (at === null || node === null) continue;
    const names = here.map(({ name }) => name).join(', ');
    const attributes = { 'data-with': names, 'data-tint': String(here[0]?.tint), title: names };
    marks.push(Decoration.node(at, at + node.nodeSize, attributes));
  }
  return DecorationSet.create(doc, marks);
}
