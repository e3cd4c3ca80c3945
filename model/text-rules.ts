import { STRING_LENGTH_MAX, URL_LENGTH_MAX } from './limits.ts';
import { isSafeUrl } from './rich-text/safe-url.ts';

/** Not allowed in XML, hence not in feeds and sitemaps; tab and line breaks are. */
// oxlint-disable-next-line no-control-regex -- these are the characters to find
const FORBIDDEN_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/;
const FORBIDDEN_CHARACTERS = new RegExp(FORBIDDEN_CHARACTER, 'g');
const LINE_BREAK = /[\n\r]/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What is wrong with a value that should be text; null if nothing. */
export function textProblem(value: unknown, lengthMax = STRING_LENGTH_MAX): string | null {
  if (typeof value !== 'string') return `Expected text, found ${nameOfType(value)}.`;
  if (value.length > lengthMax) {
    return `The text has ${value.length} characters, more than the ${lengthMax} allowed.`;
  }
  if (!value.isWellFormed()) return 'The text holds half a character (a lone surrogate).';
  return FORBIDDEN_CHARACTER.test(value) ? 'The text holds a control character, such as NUL.' : null;
}

/** Nothing that a reader could see: spaces, line breaks, and characters that only steer how others are shown. */
const INVISIBLE = /^[\s\p{White_Space}\p{Default_Ignorable_Code_Point}]*$/u;

/** Text that is there and shows nothing. A draft keeps it as it was typed; where text is required it does not count. */
export function isBlank(value: unknown): boolean {
  return typeof value === 'string' && INVISIBLE.test(value);
}

/** The text with what `textProblem` refuses replaced by U+FFFD. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll(FORBIDDEN_CHARACTERS, '\uFFFD');
}

export function lineProblem(value: unknown, lengthMax?: number): string | null {
  const problem = textProblem(value, lengthMax);
  if (problem !== null) return problem;
  return LINE_BREAK.test(String(value)) ? 'Expected a single line, found a line break.' : null;
}

export function idProblem(value: unknown): string | null {
  return typeof value === 'string' && UUID.test(value)
    ? null
    : 'Expected an id, such as 01890a5d-ac96-774b-bcce-b302099a8057.';
}

export function urlProblem(value: unknown): string | null {
  const problem = textProblem(value, URL_LENGTH_MAX);
  if (problem !== null) return problem;
  return isSafeUrl(String(value))
    ? null
    : 'Expected an address: https, http, mailto, tel, or relative to the site, without spaces.';
}

/** For messages: "a number", "a list", "null". */
export function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
