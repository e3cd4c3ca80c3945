import { normalizePath } from '../../model/public-path.ts';
import { URL_LENGTH_MAX } from '../../model/limits.ts';
import { isWebUrl } from '../../model/rich-text/safe-url.ts';
import { textProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';

/** Above the length of any path that a file system holds. */
const PATH_LENGTH_MAX = 1_000;

/**
 * A path in the one form that pages have theirs in, from the way it is written in an address. Throws for what is no path of this site, and for what no file can
 * be named: one such file would keep every later release from visitors.
 */
export function redirectPath(text: string, place: 'path' | 'to.path'): string {
  const problem = textProblem(text, PATH_LENGTH_MAX) ?? shapeProblem(text);
  if (problem !== null) throw notSet(place, problem);
  const path = pathAsWritten(text);
  if (path !== null) return path;
  throw notSet(
    place,
    'No page can have this path: each of its parts has at most 250 bytes, all of them together 2,000, and there are no control characters and encoded slashes in it.',
  );
}

/**
 * An address of another site, in the one form that browsers give it. Throws for what is no such address: a script would run where the redirect is shown, and what
 * is on this site is followed as a path, so that it can lead nowhere or in a circle only with a warning.
 */
export function redirectUrl(text: string, siteUrl: string | undefined): string {
  const url = isWebUrl(text) ? new URL(text) : null;
  if (url === null || url.href.length > URL_LENGTH_MAX)
    throw notSet(
      'to.url',
      `Expected an address of another site by http or https, such as https://example.org/new/, with at most ${URL_LENGTH_MAX} characters and no blanks.`,
    );
  if (url.username !== '' || url.password !== '')
    throw notSet('to.url', 'An address shows its name and its password to everybody: leave them out.');
  if (siteUrl !== undefined && url.host === new URL(siteUrl).host)
    throw notSet('to.url', `${url.href} is an address of this site: give its path, ${url.pathname}.`);
  return url.href;
}

/** Null for what no page can have. */
export function pathAsWritten(text: string): string | null {
  const names = text.split('/').map(decodeName);
  return normalizePath(names.join('/').replace(/\/index\.html$/, '/'));
}

function shapeProblem(text: string): string | null {
  if (!text.startsWith('/') || text.startsWith('//'))
    return 'Expected a path on this site, beginning with one slash, such as /old/.';
  if (/[?#\\]/.test(text)) return 'A path holds no question mark, number sign or backslash.';
  const hidden = text
    .split('/')
    .map(decodeName)
    .find((name, depth) => name.startsWith('.') && !isWellKnown(name, depth));
  return hidden === undefined ? null : `No page can have ${JSON.stringify(hidden)} in its path.`;
}

/** RFC 8615. The first name stands after the first slash. */
function isWellKnown(name: string, depth: number): boolean {
  return name === '.well-known' && depth === 1;
}

/** For an encoded slash, what no name may have. */
function decodeName(name: string): string {
  try {
    const decoded = decodeURIComponent(name);
    return decoded.includes('/') ? '\\' : decoded;
  } catch {
    // A percent sign that stands for itself.
    return name;
  }
}

function notSet(place: string, message: string): AppError {
  return new AppError('invalid-input', 'The redirect was not set.', { issues: [{ path: place, message }] });
}
