import { isRecord } from '../../../model/text-rules.ts';
import type { Clicked } from './clicked-place.ts';

/** What the page in the frame says of itself. The scripts of the site can say it, too: it leads to places of the entry that is open, and to nothing else. */
export type PageMessage =
  | { kind: 'page'; path: string; title: string }
  /** Something in it was saved: what is shown of what is typed may be with a picture of before. Or the address of the page opens nothing any more. */
  | { kind: 'outdated' }
  | { kind: 'clicked'; clicked: Clicked };

const TEXT_MAX = 2_000;

/** Null for whatever does not come from the frame, or says something else. */
export function readPageMessage(
  { data, source }: Pick<MessageEvent<unknown>, 'data' | 'source'>,
  frame: Window | null,
): PageMessage | null {
  if (frame === null || source !== frame || !isRecord(data)) return null;
  const { after, kind, nth, path, skip, text, title } = data;
  if (kind === 'stillpress:page' && isText(path) && path.startsWith('/') && isText(title))
    return { kind: 'page', path, title };
  if (kind === 'stillpress:clicked' && isText(text) && isText(after) && isCount(nth) && isCount(skip))
    return { kind: 'clicked', clicked: { text, nth, after, skip } };
  if (kind === 'stillpress:saved' || kind === 'stillpress:ended') return { kind: 'outdated' };
  return null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TEXT_MAX;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
