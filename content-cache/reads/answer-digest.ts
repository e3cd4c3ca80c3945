import { digestOf } from '../digest.ts';

/** What two answers have in common if they are the same to every template. An entry brings its digest along. */
export function digestOfAnswer(answer: unknown): string {
  if (answer === undefined || answer === null) return ABSENT;
  if (isEntry(answer)) return answer.digest;
  if (Array.isArray(answer))
    return digestOf(answer.map((item: unknown) => (isEntry(item) ? item.digest : (item ?? null))));
  return digestOf(answer);
}

const ABSENT = 'absent';

function isEntry(value: unknown): value is { digest: string } {
  return typeof value === 'object' && value !== null && 'digest' in value && typeof value.digest === 'string';
}
