import type { Place } from '../editor/place.ts';
import type { Target } from '../editor/desk.ts';
import { childrenOf, type RichTextNode } from '../../../model/rich-text/document.ts';
import { inlineText } from '../../../model/rich-text/plain-text.ts';
import { isBlock } from '../../../model/rich-text/schema.ts';
import { isRecord } from '../../../model/text-rules.ts';

/** What somebody has clicked on in a page, in its words: pages know nothing of fields and blocks. */
export type Clicked = {
  /** Of the innermost block; empty of a picture or a line. */
  text: string;
  /** Which of those with this text it is, from the top. */
  nth: number;
  /** Of what has no text: that of the last one before it that has, and how many without are in between. */
  after: string;
  skip: number;
};

type Candidate = Target & { text: string };

/** Pages add to a text, as with the numbers of footnotes, and hold further blocks in one: so much of the longer of two has to be the same. */
const ALIKE_MIN = 0.6;

/** Where it stands in what is typed; null where nothing reads like it, as with what templates say by themselves. */
export function placeOfClicked(content: unknown, { after, nth, skip, text }: Clicked): Target | null {
  const candidates = [...candidatesIn(content, [])];
  if (text !== '') return bestOf(candidates, text).at(nth) ?? bestOf(candidates, text)[0] ?? null;
  const [before] = after === '' ? [] : bestOf(candidates, after);
  if (before === undefined && after !== '') return null;
  const at = before === undefined ? -1 : candidates.indexOf(before);
  return candidates.slice(at + 1).filter((one) => one.text === '' && one.blockId !== null)[skip] ?? null;
}

/** Those that are most alike, in their order. */
function bestOf(candidates: readonly Candidate[], text: string): Candidate[] {
  const wanted = plain(text);
  const scores = candidates.map((candidate) => likeness(candidate.text, wanted));
  const best = Math.max(ALIKE_MIN, ...scores);
  return candidates.filter((_candidate, index) => scores[index] === best);
}

/** From 0 to 1: how much they have in common from the start, of the longer one. */
function likeness(one: string, other: string): number {
  const longer = Math.max(one.length, other.length);
  if (one === '' || longer === 0) return 0;
  let common = 0;
  while (common < one.length && one[common] === other[common]) common += 1;
  return common / longer;
}

function* candidatesIn(value: unknown, place: Place): Generator<Candidate> {
  if (typeof value === 'string') yield { place, blockId: null, text: plain(value) };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* candidatesIn(item, [...place, index]);
  } else if (isRecord(value)) {
    if (value['type'] === 'doc') yield* blocksIn(value as RichTextNode, place);
    else for (const [name, item] of Object.entries(value)) yield* candidatesIn(item, [...place, name]);
  }
}

const TEXT_BLOCKS: ReadonlySet<string> = new Set(['paragraph', 'heading', 'codeBlock']);

function* blocksIn(node: RichTextNode, place: Place): Generator<Candidate> {
  for (const child of childrenOf(node)) {
    const id = child.attrs?.['id'];
    const isText = TEXT_BLOCKS.has(child.type);
    const isLeaf = isText || childrenOf(child).length === 0;
    if (isBlock(child.type) && isLeaf && typeof id === 'string')
      yield { place, blockId: id, text: isText ? plain(inlineText(child)) : '' };
    if (!isText) yield* blocksIn(child, place);
  }
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
