import { Extension, type AnyExtension } from '@tiptap/core';
import { history, redo, undo } from '@tiptap/pm/history';
import { dropCursor } from '@tiptap/pm/dropcursor';
import { gapCursor } from '@tiptap/pm/gapcursor';
import { MARKS } from './schema/marks.ts';
import { NODES } from './schema/blocks.ts';

/** What a table is made of, in the words of the package that edits it. */
const TABLE_ROLES: Readonly<Record<string, string>> = {
  table: 'table',
  tableRow: 'row',
  tableHeader: 'header_cell',
  tableCell: 'cell',
};

export const TableRoles = Extension.create({
  name: 'tableRoles',
  extendNodeSchema: ({ name }) => (TABLE_ROLES[name] === undefined ? {} : { tableRole: TABLE_ROLES[name] }),
});

/** The document and nothing else: what tests and the server know of it. */
export const SCHEMA_EXTENSIONS: readonly AnyExtension[] = [...NODES, ...MARKS, TableRoles];

export const History = Extension.create({
  name: 'history',
  addProseMirrorPlugins: () => [history(), dropCursor({ color: false, class: 'drop-line' }), gapCursor()],
  addKeyboardShortcuts() {
    const run = (command: typeof undo) => () => command(this.editor.state, this.editor.view.dispatch);
    return { 'Mod-z': run(undo), 'Mod-Shift-z': run(redo), 'Mod-y': run(redo) };
  },
});
