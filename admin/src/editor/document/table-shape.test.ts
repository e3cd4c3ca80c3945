import { getSchema } from '@tiptap/core';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { addColumnAfter, addRowBefore, deleteRow } from '@tiptap/pm/tables';
import { expect, it } from 'vitest';
import { tableProblem } from '../../../../model/rich-text/table-shape.ts';
import { documentIn, documentOf } from './document-json.ts';
import { SCHEMA_EXTENSIONS } from './extensions.ts';
import { tableShapePlugin } from './table-shape.ts';

const schema = getSchema([...SCHEMA_EXTENSIONS]);
const cell = (type: string, text: string) => ({
  type,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});
const row = (type: string, ...texts: string[]) => ({
  type: 'tableRow',
  content: texts.map((text) => cell(type, text)),
});

function open(...rows: unknown[]): EditorState {
  const doc = documentIn(schema, { type: 'doc', content: [{ type: 'table', content: rows }] });
  return EditorState.create({ doc, plugins: [tableShapePlugin()] });
}

function shapeOf({ doc }: EditorState): string[] {
  const [table] = documentOf(doc).content;
  expect(tableProblem(table?.content)).toBeNull();
  return (table?.content ?? []).map(({ content }) =>
    (content ?? []).map(({ type }) => type.slice(5)).join(' '),
  );
}

const HEAD = row('tableHeader', 'a', 'b');
const BODY = row('tableCell', 'c', 'd');

it('has its head in the first row, whichever becomes the first', () => {
  let state = open(HEAD, BODY);
  state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, 4)));
  addRowBefore(state, (change) => (state = state.apply(change)));
  expect(shapeOf(state)).toEqual(['Header Header', 'Cell Cell', 'Cell Cell']);
  expect(state.selection.$from.parent.textContent).toBe('a');
  deleteRow(state, (change) => (state = state.apply(change)));
  expect(shapeOf(state)).toEqual(['Header Header', 'Cell Cell']);
  addColumnAfter(state, (change) => (state = state.apply(change)));
  expect(shapeOf(state)).toEqual(['Header Header Header', 'Cell Cell Cell']);
});

it('is filled up where rows differ, as in what is pasted', () => {
  const state = open(row('tableCell', 'a', 'b', 'c'), row('tableHeader', 'd'));
  expect(shapeOf(state.apply(state.tr.insertText('x', 4)))).toEqual([
    'Header Header Header',
    'Cell Cell Cell',
  ]);
});

it('gets an empty head where one without a head is pasted, and not where its first row is taken away', () => {
  const { doc } = open(HEAD, BODY);
  const headless = schema.node('table', null, [schema.nodeFromJSON(BODY), schema.nodeFromJSON(BODY)]);
  const state = EditorState.create({ doc, plugins: [tableShapePlugin()] });
  const { tr } = state;
  const pasted = state.apply(tr.replaceWith(0, doc.content.size, headless).setMeta('paste', true));
  expect(shapeOf(pasted)).toEqual(['Header Header', 'Cell Cell', 'Cell Cell']);
  expect(pasted.doc.firstChild?.firstChild?.textContent).toBe('');
  const set = state.apply(state.tr.replaceWith(0, doc.content.size, headless));
  expect(shapeOf(set)).toEqual(['Header Header', 'Cell Cell']);
});
