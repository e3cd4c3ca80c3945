import { textProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';

/** Above the length of any path that a file system holds. */
const PATH_LENGTH_MAX = 1_000;

/**
 * A path in the one form that pages have theirs in: with a slash at its end, unless the last name looks like that of a file. Throws for
 * what is no path of this site.
 */
export function redirectPath(text: string, place: 'path' | 'to.path'): string {
  const problem = textProblem(text, PATH_LENGTH_MAX) ?? shapeProblem(text);
  if (problem !== null) {
    throw new AppError('invalid-input', 'The redirect was not set.', {
      issues: [{ path: place, message: problem }],
    });
  }
  const names = text.split('/').filter((name) => name !== '');
  const last = names.at(-1);
  if (last === undefined) return '/';
  const isFile = !text.endsWith('/') && /[^.]\.[a-z][a-z0-9]{0,14}$/i.test(last);
  return `/${names.join('/')}${isFile ? '' : '/'}`;
}

function shapeProblem(text: string): string | null {
  if (!text.startsWith('/') || text.startsWith('//'))
    return 'Expected a path on this site, beginning with one slash, such as /old/.';
  if (/[?#\\]/.test(text)) return 'A path holds no question mark, number sign or backslash.';
  const hidden = text.split('/').find((name, depth) => name.startsWith('.') && !isWellKnown(name, depth));
  return hidden === undefined ? null : `No page can have ${JSON.stringify(hidden)} in its path.`;
}

/** RFC 8615. The first name stands after the first slash. */
function isWellKnown(name: string, depth: number): boolean {
  return name === '.well-known' && depth === 1;
}
