import { digestOf } from '../digest.ts';

/** What two answers have in common if they are the same to every template. An entry brings its digest along. */
export function digestOfAnswer(answer: unknown): string {
  if (answer === undefined || answer === null) return ABSENT;
  if (isEntry(answer)) return answer.digest;
  if (Array.isArray(answer)) return digestOf(answer.map(itemDigest));
  return digestOf(answer);
}

/** A place in an order is part of the answer: templates lead on from there. */
function itemDigest(item: unknown): unknown {
  if (!isEntry(item)) return item ?? null;
  return item.cursor === undefined ? item.digest : [item.digest, item.cursor];
}

const ABSENT = 'absent';

function isEntry(value: unknown): value is { digest: string; cursor?: string } {
  return typeof value === 'object' && value !== null && 'digest' in value && typeof value.digest === 'string';
}
