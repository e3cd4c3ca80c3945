import type { Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import { choosePictures } from '../ask.ts';
import { insertBlocks } from './insert-block.ts';
import { make } from './make.ts';

export function insertTable(editor: Editor): void {
  const { schema } = editor;
  insertBlocks(editor, [
    make(schema, 'table', null, [
      row(schema, 'tableHeader'),
      row(schema, 'tableCell'),
      row(schema, 'tableCell'),
    ]),
  ]);
}

const COLUMNS = 3;

function row(schema: Schema, cell: string): ProseMirrorNode {
  const cells = Array.from({ length: COLUMNS }, () => make(schema, cell, null, [make(schema, 'paragraph')]));
  return make(schema, 'tableRow', null, cells);
}

export function insertDivider(editor: Editor): void {
  insertBlocks(editor, [make(editor.schema, 'horizontalRule'), make(editor.schema, 'paragraph')]);
  const { selection } = editor.state;
  // On to the line below it.
  if (selection instanceof NodeSelection) editor.commands.setTextSelection(selection.to + 1);
}

export function insertEmbed(editor: Editor, url: string): void {
  insertBlocks(editor, [make(editor.schema, 'embed', { url })]);
}

export function insertFootnote({ schema, state, view }: Editor): void {
  const { from } = state.selection;
  const change = state.tr.insert(from, make(schema, 'footnote'));
  view.dispatch(change.setSelection(NodeSelection.create(change.doc, from)));
  view.focus();
}

export async function insertPictures(editor: Editor): Promise<void> {
  const images = (await choosePictures(editor)).map((mediaId) => make(editor.schema, 'image', { mediaId }));
  if (images.length > 0) insertBlocks(editor, images);
}

export async function insertGallery(editor: Editor): Promise<void> {
  const images = (await choosePictures(editor)).map((mediaId) => make(editor.schema, 'image', { mediaId }));
  if (images.length > 0) insertBlocks(editor, [make(editor.schema, 'gallery', null, images)]);
}
