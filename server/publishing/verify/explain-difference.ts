import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import { describeQuestion } from '../plan/describe-cause.ts';
import type { ByteDifference, Cause } from './report.ts';

type Reads = readonly { question: string; digest: string }[];

export type PageRecords = {
  /** As the fresh render has it; null where nothing leads there. */
  fresh: PageRow | null;
  freshReads: Reads;
  /** As the publisher's content cache has it. */
  recorded: PageRow | null;
  recordedReads: Reads;
};

/**
 * Why a page that is not what it should be was not rendered again:
 * 1. what is on record is right, so that only the file is wrong;
 * 2. the page is not on record, or is and nothing leads there;
 * 3. a read's answer is another one than on record, or the read is not on record at all; or
 * 4. none of these: whatever made the difference is recorded nowhere.
 */
export function explainPage({ fresh, freshReads, recorded, recordedReads }: PageRecords): Cause {
  if (contentOf(fresh) === contentOf(recorded)) return { kind: 'target' };
  if (recorded === null) return { kind: 'unknown', why: 'the publisher knows of no such page' };
  if (fresh === null)
    return { kind: 'unknown', why: 'the publisher knows of a page that nothing leads to any more' };
  const known = new Map(recordedReads.map(({ digest, question }) => [question, digest]));
  const missed = freshReads.find(({ digest, question }) => known.get(question) !== digest);
  if (missed === undefined) return { kind: 'unrecorded' };
  const { digest, question } = missed;
  return {
    kind: 'read',
    read: describeQuestion(question),
    question,
    recorded: known.get(question) ?? null,
    fresh: digest,
  };
}

function contentOf(page: PageRow | null): string {
  return page === null || page.file === null
    ? 'absent'
    : JSON.stringify([page.file, page.hash, page.contentType, page.location]);
}

/** Enough to find the place in the page, few enough for a line of the terminal. */
const CONTEXT_BYTES = 30;

/** Null where they are equal. */
export function firstDifference(live: Uint8Array, fresh: Uint8Array): ByteDifference | null {
  const length = Math.min(live.length, fresh.length);
  let offset = 0;
  while (offset < length && live[offset] === fresh[offset]) offset += 1;
  if (offset === length && live.length === fresh.length) return null;
  const around = (bytes: Uint8Array): string =>
    Buffer.from(bytes.subarray(Math.max(0, offset - CONTEXT_BYTES), offset + CONTEXT_BYTES)).toString('utf8');
  return { offset, live: around(live), fresh: around(fresh) };
}
