import { Extension, type Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { NodeSelection, Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { findIn, type Match, type Sought } from './find-in.ts';

export type Finding = { sought: Sought; matches: readonly Match[]; current: number };

const KEY = new PluginKey<Finding | null>('find');
type Change = { sought?: Sought; current?: number } | null;

/** What is looked for, and where it is, as long as the bar for it is open. */
export const Find = Extension.create({
  name: 'find',
  addProseMirrorPlugins: () => [
    new Plugin<Finding | null>({
      key: KEY,
      state: {
        init: () => null,
        apply: (transaction, before) => {
          const change = transaction.getMeta(KEY) as Change | undefined;
          if (change === null) return null;
          const sought = change?.sought ?? before?.sought;
          if (sought === undefined) return null;
          if (change === undefined && !transaction.docChanged) return before;
          const { doc, selection } = transaction;
          const matches =
            before?.sought === sought && !transaction.docChanged ? before.matches : findIn(doc, sought);
          const near = matches.findIndex(({ from }) => from >= selection.from);
          const wished =
            change?.current ??
            (change?.sought === undefined ? before?.current : undefined) ??
            Math.max(0, near);
          return { sought, matches, current: Math.min(wished, Math.max(0, matches.length - 1)) };
        },
      },
      props: {
        decorations: (state) => {
          const found = KEY.getState(state);
          return found == null ? null : decorationsOf(state.doc, found);
        },
      },
    }),
  ],
});

/** `before`: how much stands in the document before what is drawn. */
function decorationsOf(doc: ProseMirrorNode, { current, matches }: Finding, before = 0): DecorationSet {
  const decorations = matches.map(({ from, to }, index) =>
    Decoration.inline(from - before, to - before, {
      class: index === current ? 'found is-current' : 'found',
    }),
  );
  return DecorationSet.create(
    doc,
    decorations.filter(({ from, to }) => from >= 0 && to <= doc.content.size),
  );
}

/** For the footnote at a place, which draws its text itself. */
export function foundInNote(editor: Editor, at: number): DecorationSet {
  const found = findingOf(editor);
  const note = editor.state.doc.nodeAt(at);
  return found === null || note === null ? DecorationSet.empty : decorationsOf(note, found, at + 1);
}

export function findingOf({ state }: Editor): Finding | null {
  return KEY.getState(state) ?? null;
}

export function look(editor: Editor, change: Change): void {
  editor.view.dispatch(editor.state.tr.setMeta(KEY, change));
  const found = findingOf(editor);
  const match = found?.matches[found.current];
  if (match === undefined) return;
  openNote(editor, match);
  const { node } = editor.view.domAtPos(match.from);
  const element = node instanceof HTMLElement ? node : node.parentElement;
  element?.scrollIntoView({ block: 'nearest' });
}

/** The footnote in which a match is shows its text; the one before is closed. */
function openNote({ state, view }: Editor, { from }: Match): void {
  const { doc, selection, tr } = state;
  const at = noteAround(doc, from);
  const open =
    selection instanceof NodeSelection && selection.node.type.name === NOTE ? selection.from : null;
  if (at === open) return;
  view.dispatch(
    tr.setSelection(at === null ? TextSelection.create(doc, from) : NodeSelection.create(doc, at)),
  );
}

const NOTE = 'footnote';

function noteAround(doc: ProseMirrorNode, place: number): number | null {
  const $place = doc.resolve(place);
  return $place.parent.type.name === NOTE ? $place.before() : null;
}

/** From one match to the next, round and round. */
export function step(editor: Editor, by: 1 | -1): void {
  const found = findingOf(editor);
  if (found === null || found.matches.length === 0) return;
  look(editor, { current: (found.current + by + found.matches.length) % found.matches.length });
}

/** The match that is shown, or all of them; as one change, to be undone at once. Returns how many. */
export function replaceFound(editor: Editor, replacement: string, which: 'current' | 'all'): number {
  const found = findingOf(editor);
  if (found === null) return 0;
  const matches = found.matches.filter((_, index) => which === 'all' || index === found.current);
  const { tr } = editor.state;
  for (const { from, to } of matches.toReversed()) {
    const marks = tr.doc.resolve(from).marksAcross(tr.doc.resolve(to)) ?? [];
    if (replacement === '') tr.delete(from, to);
    else tr.replaceWith(from, to, editor.schema.text(replacement, marks));
  }
  if (tr.docChanged) editor.view.dispatch(tr);
  // What comes next may stand elsewhere, or in a footnote.
  if (which === 'current') look(editor, {});
  return matches.length;
}

export function selectFound(editor: Editor): void {
  const found = findingOf(editor);
  const match = found?.matches[found.current];
  const { tr } = editor.state;
  // Within a footnote the note is selected already; Enter goes into it.
  if (match !== undefined && noteAround(tr.doc, match.from) === null)
    tr.setSelection(TextSelection.create(tr.doc, match.from, match.to));
  editor.view.dispatch(tr.setMeta(KEY, null).scrollIntoView());
  editor.view.focus();
}
