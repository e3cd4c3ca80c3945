import type { Editor } from '@tiptap/core';
import { plural, t } from '@lingui/core/macro';
import type { Node as ProseMirrorNode, Slice } from '@tiptap/pm/model';
import { showToast } from '../../../ui/toast.ts';
import { uploadInto } from '../pictures/upload-plugin.ts';
import { pictureIndex, type PastedPicture, type PastedPictures } from './clean-pasted.ts';

/** Pictures that were dropped or pasted as files go into the library, and into the text once they are there. */
export function receiveFiles(editor: Editor, files: readonly File[], at: number): boolean {
  const pictures = files.filter(({ type }) => type.startsWith('image/'));
  if (pictures.length < files.length)
    showToast({ kind: 'problem', text: t`Only pictures can be dropped into the text.` });
  if (pictures.length > 0) void upload(editor, pictures.map(withoutAlt), blockPlace(editor.state.doc, at));
  return true;
}

/** The text at once, and each of its pictures where it stood as soon as it is uploaded. */
export function insertWithPictures(editor: Editor, slice: Slice, { files }: PastedPictures): void {
  editor.view.dispatch(editor.state.tr.replaceSelection(slice).scrollIntoView().setMeta('paste', true));
  const lines: { at: number; size: number; picture: PastedPicture }[] = [];
  editor.state.doc.descendants((node, at) => {
    const index = node.isTextblock ? pictureIndex(node.textContent) : null;
    const picture = index === null ? undefined : files[index];
    if (picture !== undefined) lines.push({ at, size: node.nodeSize, picture });
    return !node.isTextblock;
  });
  for (const { at, picture, size } of lines.toReversed()) {
    editor.view.dispatch(withoutLine(editor, at, size));
    void upload(editor, [picture], blockPlace(editor.state.doc, at));
  }
}

/** In what is pasted: pictures whose bytes are elsewhere, and what a table cannot hold. */
export function sayWhatWasLost({ dropped, parted }: PastedPictures): void {
  const lines = [
    dropped > 0 &&
      plural(dropped, {
        one: '# picture could not be taken along: it stays on another site or machine.',
        other: '# pictures could not be taken along: they stay on another site or machine.',
      }),
    parted > 0 &&
      plural(parted, {
        one: '# merged cell of a table was split: what it held is in the first one.',
        other: '# merged cells of tables were split: what they held is in the first one of each.',
      }),
  ];
  const text = lines.filter((line) => line !== false).join(' ');
  if (text !== '') showToast({ kind: 'problem', text });
}

function withoutLine({ schema, state }: Editor, at: number, size: number) {
  const $at = state.doc.resolve(at);
  const isOnly = $at.parent.childCount === 1 || $at.parent.type.name.endsWith('Item');
  return isOnly
    ? state.tr.replaceWith(at, at + size, schema.node('paragraph'))
    : state.tr.delete(at, at + size);
}

/** The name of a file is not what it shows. */
function withoutAlt(file: File): PastedPicture {
  return { file, alt: '' };
}

async function upload(editor: Editor, pictures: readonly PastedPicture[], at: number): Promise<void> {
  const refusals = await uploadInto(editor, pictures, at);
  for (const text of refusals) showToast({ kind: 'problem', text });
}

/** Where a picture may stand: before the empty line at a place, or behind the block there. */
function blockPlace(doc: ProseMirrorNode, at: number): number {
  const $at = doc.resolve(Math.min(at, doc.content.size));
  const image = doc.type.schema.nodes['image'];
  for (let depth = $at.depth; depth > 0; depth -= 1) {
    const outer = $at.node(depth - 1);
    if (
      image === undefined ||
      !outer.canReplaceWith($at.indexAfter(depth - 1), $at.indexAfter(depth - 1), image)
    )
      continue;
    const block = $at.node(depth);
    return block.content.size === 0 && !outer.type.name.endsWith('Item')
      ? $at.before(depth)
      : $at.after(depth);
  }
  return $at.depth === 0 ? $at.pos : $at.after(1);
}
