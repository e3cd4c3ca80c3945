import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode, Slice } from '@tiptap/pm/model';
import { Fragment, Slice as NewSlice } from '@tiptap/pm/model';
import { Plugin, type EditorState, type Transaction } from '@tiptap/pm/state';
import { RICH_TEXT_DEPTH_MAX } from '../../../../model/limits.ts';
import { holdsBlocks, isBlock } from '../../../../model/rich-text/schema.ts';

const ID_BYTES = 9;

function newBlockId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/**
 * Every block has an id of its own, which stays with what it says: what is written elsewhere is merged block by block. A block that
 * is split off, pasted a second time or made anew gets a new one.
 */
export const BlockIds = Extension.create({
  name: 'blockIds',
  addProseMirrorPlugins: () => [blockIdsPlugin()],
});

export function blockIdsPlugin(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, before, state) =>
      transactions.some(({ docChanged }) => docChanged) && !isSameShape(before.doc, state.doc)
        ? identify(transactions, before, state)
        : null,
    // Deeper ones are refused by the server, with everything else that was typed.
    filterTransaction: ({ before, doc, docChanged }) =>
      !docChanged ||
      isSameShape(before, doc) ||
      depthOf(doc) <= Math.max(RICH_TEXT_DEPTH_MAX, depthOf(before)),
    props: {
      transformPasted: (slice, view) =>
        view.dragging?.move === true ? slice : withoutTakenIds(slice, view.state.doc),
    },
  });
}

/** Whether only text has changed: that is so with nearly every key. */
function isSameShape(before: ProseMirrorNode, after: ProseMirrorNode): boolean {
  if (before.childCount !== after.childCount) return false;
  for (let index = 0; index < after.childCount; index += 1) {
    const [left, right] = [before.child(index), after.child(index)];
    if (left === right) continue;
    if (left.type !== right.type || left.attrs['id'] !== right.attrs['id'] || right.attrs['id'] === null)
      return false;
    if (!right.isTextblock && !right.isText && !isSameShape(left, right)) return false;
  }
  return true;
}

type Place = { node: ProseMirrorNode; position: number };

function identify(transactions: readonly Transaction[], before: EditorState, state: EditorState) {
  const places = new Map<string, Place[]>();
  const nameless: Place[] = [];
  for (const place of blocksOf(state.doc)) {
    const id = place.node.attrs['id'] as string | null;
    if (id === null) nameless.push(place);
    else places.set(id, [...(places.get(id) ?? []), place]);
  }
  const taken = [...places.values()].filter(({ length }) => length > 1);
  const toName = [...nameless, ...taken.flatMap((same) => allButOwner(same, before))];
  if (toName.length === 0) return null;
  const freed = freedIds(transactions, before.doc, places);
  const change = state.tr;
  for (const { node, position } of toName) {
    const id = node.attrs['id'] === null ? freed.get(position) : undefined;
    change.setNodeAttribute(position, 'id', id ?? newBlockId());
  }
  return withUndoableRule(change.setStoredMarks(state.storedMarks), state);
}

/** A block that becomes one of another kind loses its id on the way, and gets it back: by where it is. */
function freedIds(
  transactions: readonly Transaction[],
  before: ProseMirrorNode,
  kept: ReadonlyMap<string, unknown>,
) {
  const freed = new Map<number, string>();
  for (const { node, position } of blocksOf(before)) {
    const id = node.attrs['id'] as string | null;
    if (id === null || kept.has(id)) continue;
    let at = position;
    for (const { mapping } of transactions) at = mapping.map(at, -1);
    if (!freed.has(at)) freed.set(at, id);
  }
  return freed;
}

/** What Markdown has just made can be taken back although its blocks have got their ids since. */
function withUndoableRule(change: Transaction, state: EditorState): Transaction {
  const rules = state.plugins.find(({ spec }) => Reflect.get(spec, 'isInputRules') === true);
  const undoable: unknown = rules?.getState(state);
  return rules === undefined || undoable == null ? change : change.setMeta(rules, undoable);
}

function blocksOf(doc: ProseMirrorNode): Place[] {
  const blocks: Place[] = [];
  doc.descendants((node, position) => {
    if (isBlock(node.type.name)) blocks.push({ node, position });
    return !node.isTextblock;
  });
  return blocks;
}

/** Of several with one id: the one that says what the block said before, or else the first that says anything. */
function allButOwner(same: readonly Place[], { doc }: EditorState): readonly Place[] {
  const id = same[0]?.node.attrs['id'] as unknown;
  const said = blocksOf(doc).find(({ node }) => node.attrs['id'] === id)?.node;
  const owner =
    same.find(({ node }) => said?.type === node.type && said.content.eq(node.content)) ??
    same.find(({ node }) => node.content.size > 0) ??
    same[0];
  return same.filter((place) => place !== owner);
}

function withoutTakenIds(slice: Slice, doc: ProseMirrorNode): Slice {
  const taken = new Set(blocksOf(doc).map(({ node }) => node.attrs['id'] as unknown));
  const mapped = (fragment: Fragment): Fragment =>
    Fragment.fromArray(
      fragment.content.map((node) => {
        if (node.isText) return node;
        const isTaken = isBlock(node.type.name) && taken.has(node.attrs['id']);
        const anchor = node.type.name === 'heading' ? { anchor: null } : {};
        const attrs = isTaken ? { ...node.attrs, ...anchor, id: null } : node.attrs;
        return node.type.create(attrs, mapped(node.content), node.marks);
      }),
    );
  return new NewSlice(mapped(slice.content), slice.openStart, slice.openEnd);
}

function depthOf(node: ProseMirrorNode): number {
  let deepest = 0;
  if (node.isTextblock) return 0;
  node.forEach((child) => {
    deepest = Math.max(deepest, depthOf(child));
  });
  return deepest + (holdsBlocks(node.type.name) && node.type.name !== 'doc' ? 1 : 0);
}
