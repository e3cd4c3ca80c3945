import { canonicalJson } from '../../../../model/canonical-json.ts';
import { matchItems } from '../../../../model/merge/match-items.ts';
import type { MergeConflict } from '../../../../model/merge/merge-content.ts';
import type { RichTextNode } from '../../../../model/rich-text/document.ts';
import { isRecord } from '../../../../model/text-rules.ts';
import { newId } from '../new-id.ts';
import { placeOf } from '../place.ts';
import { valueAt, withValue } from '../value-at.ts';
import type { Content } from './kept-draft.ts';

/** `both`: theirs behind ours, where the place can hold two. */
export type Side = 'ours' | 'theirs' | 'both';

/** Of a block or an item that neither has removed, both can stay. */
export function canHoldBoth(conflict: MergeConflict): boolean {
  return conflict.kind !== 'field' && conflict.ours !== null && conflict.theirs !== null;
}

/** The content with one conflict decided. Ours is what the form holds by now: it may have been written on. */
export function decide(content: Content, conflict: MergeConflict, side: Side): Content {
  const place = placeOf(conflict.path);
  if (conflict.kind === 'field')
    return side !== 'theirs' ? content : (withValue(content, place, conflict.theirs) as Content);
  if (conflict.kind === 'item') return withItem(content, conflict, side);
  const document = valueAt(content, place);
  const blocks: readonly RichTextNode[] =
    isRecord(document) && Array.isArray(document['content']) ? (document['content'] as RichTextNode[]) : [];
  const chosen = withBlock(blocks, conflict, side);
  return chosen === blocks
    ? content
    : (withValue(content, place, { type: 'doc', content: chosen }) as Content);
}

type ItemConflict = Extract<MergeConflict, { kind: 'item' }>;

/** Where the item of a conflict is by now: it may have been moved, written on, or removed. */
export function itemNow(
  content: Content,
  { at, list, path }: ItemConflict,
): { at: number; item: unknown } | null {
  const now = listAt(content, path);
  const found = matchItems(list, now).indexOf(at);
  return found === -1 ? null : { at: found, item: now[found] };
}

/** Where a side has removed the item, the other side's stands there until somebody has chosen. */
function withItem(content: Content, conflict: ItemConflict, side: Side): Content {
  const { ours, path, theirs } = conflict;
  if (side === 'ours' && ours !== null) return content;
  const list = listAt(content, path);
  const chosen = side === 'ours' ? ours : theirs;
  const now = itemNow(content, conflict);
  const at = now?.at ?? Math.min(conflict.at, list.length);
  if (side === 'both' && now !== null)
    return withValue(content, placeOf(path), list.toSpliced(at + 1, 0, theirs)) as Content;
  const put = chosen === null ? [] : [chosen];
  if (canonicalJson(put) === canonicalJson(now === null ? [] : [now.item])) return content;
  const decided = list.toSpliced(at, now === null ? 0 : 1, ...put);
  return withValue(content, placeOf(path), decided.length === 0 ? undefined : decided) as Content;
}

function listAt(content: Content, path: string): readonly unknown[] {
  const list = valueAt(content, placeOf(path));
  return Array.isArray(list) ? list : [];
}

type BlockConflict = Extract<MergeConflict, { kind: 'block' }>;

/** Where a side has removed the block, the other side's stands there until somebody has chosen. */
function withBlock(
  blocks: readonly RichTextNode[],
  { id, ours, theirs }: BlockConflict,
  side: Side,
): readonly RichTextNode[] {
  const at = blocks.findIndex(({ attrs }) => attrs?.['id'] === id);
  if (side === 'both' && at !== -1 && theirs !== null)
    return blocks.toSpliced(at + 1, 0, { ...theirs, attrs: { ...theirs.attrs, id: newId() } });
  if (side === 'ours') return ours === null && at !== -1 ? blocks.toSpliced(at, 1) : blocks;
  if (theirs === null) return at === -1 ? blocks : blocks.toSpliced(at, 1);
  if (at === -1) return [...blocks, theirs];
  return canonicalJson(blocks[at]) === canonicalJson(theirs) ? blocks : blocks.toSpliced(at, 1, theirs);
}
