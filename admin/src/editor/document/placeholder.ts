import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { isEmptyDocument } from './document-json.ts';

/** Tells the styles where the cursor is, and that nothing is written yet. What is said then is an attribute of the field. */
export const Placeholder = Extension.create({
  name: 'placeholder',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        decorations: ({ doc, selection }) => {
          const { $from } = selection;
          const at = $from.depth === 0 ? $from.pos : $from.before(1);
          const classes = isEmptyDocument(doc) ? 'is-blank is-current-block' : 'is-current-block';
          return doc.nodeAt(at) === null ? null : decorated(doc, at, classes);
        },
      },
    }),
  ],
});

function decorated(doc: Parameters<typeof isEmptyDocument>[0], at: number, className: string): DecorationSet {
  const size = doc.nodeAt(at)?.nodeSize ?? 0;
  return DecorationSet.create(doc, [Decoration.node(at, at + size, { class: className })]);
}
