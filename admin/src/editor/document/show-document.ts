import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { EditorState, Transaction } from '@tiptap/pm/state';

/** Said of what comes from elsewhere: nobody has typed it here. */
export const FROM_ELSEWHERE = 'fromElsewhere';

/**
 * The document as it is elsewhere. Only what differs is replaced, so that the cursor, the selection and what can be undone stay where they are; what was
 * replaced cannot be undone here, since somebody else has done it. Null where nothing differs.
 */
export function showDocument(state: EditorState, shown: ProseMirrorNode): Transaction | null {
  const change = state.tr.setMeta('addToHistory', false).setMeta(FROM_ELSEWHERE, true);
  // From the end: places before stay what they are.
  for (const edit of editsBetween(state.doc, shown).toReversed()) apply(change, edit);
  return change.docChanged ? change : null;
}

/** Blocks that become others. */
type Edit = { from: number; old: readonly ProseMirrorNode[]; new: readonly ProseMirrorNode[] };

function apply(change: Transaction, { from, new: after, old: before }: Edit): void {
  const [only, next] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && only !== undefined && next !== undefined)
    return applyToBlock(change, { at: from, before: only, after: next });
  const size = before.reduce((sum, node) => sum + node.nodeSize, 0);
  exchange(change, { from, to: from + size, come: (to) => change.insert(to, after) });
  return undefined;
}

type Exchange = { from: number; to: number; come: (at: number) => void };

/** What comes stands behind what goes, for a moment: to replace the one by the other would have an undo of what has gone take away what has come. */
function exchange(change: Transaction, { come, from, to }: Exchange): void {
  come(to);
  change.delete(from, to);
}

type Pair = { at: number; before: ProseMirrorNode; after: ProseMirrorNode };

/** One that stays: only what differs in it. */
function applyToBlock(change: Transaction, { after, at, before }: Pair): void {
  if (before.eq(after)) return;
  if (before.sameMarkup(after)) {
    if (before.isTextblock) return applyToText(change, { at, before, after });
    if (before.childCount === after.childCount && before.childCount > 0) {
      let end = at + before.nodeSize - 1;
      for (let index = before.childCount - 1; index >= 0; index -= 1) {
        const child = before.child(index);
        end -= child.nodeSize;
        applyToBlock(change, { at: end, before: child, after: after.child(index) });
      }
      return undefined;
    }
  }
  const end = at + before.nodeSize;
  const behind = change.doc.resolve(end);
  if (behind.parent.canReplaceWith(behind.index(), behind.index(), after.type))
    exchange(change, { from: at, to: end, come: (to) => change.insert(to, after) });
  else change.replaceWith(at, end, after);
  return undefined;
}

/** From the first letter that differs to the last. */
function applyToText(change: Transaction, { after, at, before }: Pair): void {
  const start = before.content.findDiffStart(after.content);
  const ends = before.content.findDiffEnd(after.content);
  if (start === null || ends === null) return;
  // The same letters may end the one part and begin the other.
  const overlap = Math.max(0, start - Math.min(ends.a, ends.b));
  const shown = after.slice(start, ends.b + overlap);
  const from = at + 1 + start;
  exchange(change, { from, to: at + 1 + ends.a + overlap, come: (to) => change.replace(to, to, shown) });
}

function editsBetween(before: ProseMirrorNode, after: ProseMirrorNode): Edit[] {
  const [olds, news] = [before.children, after.children];
  const kept = keptBlocks(olds, news);
  const edits: Edit[] = [];
  let [oldIndex, newIndex, at] = [0, 0, 0];
  for (const [oldEnd, newEnd] of [...kept, [olds.length, news.length] as const]) {
    const gone = olds.slice(oldIndex, oldEnd);
    const come = news.slice(newIndex, newEnd);
    if (gone.length > 0 || come.length > 0) edits.push({ from: at, old: gone, new: come });
    for (const node of gone) at += node.nodeSize;
    const [old, shown] = [olds[oldEnd], news[newEnd]];
    if (old !== undefined && shown !== undefined) {
      if (!old.eq(shown)) edits.push({ from: at, old: [old], new: [shown] });
      at += old.nodeSize;
    }
    [oldIndex, newIndex] = [oldEnd + 1, newEnd + 1];
  }
  return edits;
}

/** The blocks that are there before and after, in the same order: as many as there can be. */
function keptBlocks(
  olds: readonly ProseMirrorNode[],
  news: readonly ProseMirrorNode[],
): (readonly [number, number])[] {
  const places = new Map(olds.map((node, index) => [node.attrs['id'] as unknown, index]));
  // Of the longest rising row of old places that ends with each place, the step before.
  type Step = { old: number; new: number; before: Step | null };
  const ends: Step[] = [];
  for (const [index, node] of news.entries()) {
    const old = node.attrs['id'] === null ? undefined : places.get(node.attrs['id']);
    if (old === undefined) continue;
    const found = ends.findIndex((step) => step.old >= old);
    const length = found === -1 ? ends.length : found;
    ends[length] = { old, new: index, before: ends[length - 1] ?? null };
  }
  const kept: [number, number][] = [];
  for (let step = ends.at(-1) ?? null; step !== null; step = step.before) kept.push([step.old, step.new]);
  return kept.toReversed();
}
