import { AppError } from '../errors.ts';

/**
 * A rich-text document may be 40 nodes deep, each an object in an array, inside blocks inside a group (`model/limits.ts`): 90 levels.
 * Every recursive reader can take that many.
 */
export const JSON_DEPTH_MAX = 100;

/**
 * Reads JSON as RFC 7493 (I-JSON) has it: what two readers could understand differently, and text that a database cannot
 * keep, is refused. The text itself is well-formed already, so only an escape can bring in a lone surrogate or a NUL.
 */
export function parseStrictJson(text: string): unknown {
  try {
    // Before JSON.parse, which a million brackets keep busy for half a second.
    inspectJson(text);
    return JSON.parse(text);
  } catch (error) {
    throw error instanceof AppError ? error : malformedJson(error, text);
  }
}

/** V8's own message quotes the body, which may hold a password. */
function malformedJson(cause: unknown, text: string): AppError {
  const place = cause instanceof Error ? placeOf(cause.message, text) : '';
  return new AppError(
    'malformed-json',
    `The body cannot be read as JSON${place}. Correct it and send it again.`,
    { cause },
  );
}

function placeOf(message: string, text: string): string {
  if (/^(?:Unexpected end|Unterminated)/.test(message))
    return ` (it ends at position ${text.length}, before it is complete)`;
  const position = /at position \d+/.exec(message)?.[0];
  return position === undefined ? '' : ` (it goes wrong ${position})`;
}

const QUOTE = 34;
const [OBJECT_OPEN, OBJECT_CLOSE, ARRAY_OPEN, ARRAY_CLOSE] = [123, 125, 91, 93];

/** Walks over every bracket and string, with the names seen so far in each open object. Text that is no JSON it may let pass. */
function inspectJson(text: string): void {
  const open: Names[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) {
      const end = endOfString(text, index);
      inspectString(text, { start: index, end, names: open.at(-1) ?? null });
      index = end - 1;
    } else if (character === OBJECT_OPEN || character === ARRAY_OPEN) {
      open.push(character === OBJECT_OPEN ? new Set() : null);
      if (open.length > JSON_DEPTH_MAX) throw tooDeep();
    } else if (character === OBJECT_CLOSE || character === ARRAY_CLOSE) {
      open.pop();
    }
  }
}

/** Null in an array, which has no names. */
type Names = Set<string> | null;

function inspectString(
  text: string,
  { start, end, names }: { start: number; end: number; names: Names },
): void {
  const raw = text.slice(start + 1, end - 1);
  const hasEscapes = raw.includes('\\');
  const value = hasEscapes ? readString(text.slice(start, end)) : raw;
  if (value === null) return;
  if (hasEscapes && (!value.isWellFormed() || value.includes('\0'))) throw malformedText(start);
  if (names === null || !isName(text, end)) return;
  if (value === '__proto__') throw refusedName(value, 'no field has that name');
  if (names.has(value)) throw refusedName(value, 'it stands twice in one object');
  names.add(value);
}

/** Null for a text that is no JSON: read whole, it says at which position of the body. */
function readString(quoted: string): string | null {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return null;
  }
}

/** The index after the closing quote, or after the text if there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0;
  while (text[index - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function isName(text: string, end: number): boolean {
  let index = end;
  while (text[index] === ' ' || text[index] === '\n' || text[index] === '\r' || text[index] === '\t')
    index += 1;
  return text[index] === ':';
}

function tooDeep(): AppError {
  return new AppError(
    'body-too-deep',
    `The body has more than ${JSON_DEPTH_MAX} levels of objects and arrays. Make it flatter and send it again.`,
  );
}

function malformedText(position: number): AppError {
  return new AppError(
    'malformed-text',
    `The text at position ${position} of the body holds half of a surrogate pair or a NUL character, which no reader can show. Remove it and send the body again.`,
  );
}

function refusedName(name: string, reason: string): AppError {
  return new AppError(
    'malformed-json',
    `The body holds the name ${JSON.stringify(name.slice(0, 100))}, and ${reason}. Remove it and send the body again.`,
  );
}
