/** An opening tag: its name in lower case and the attributes that were asked for, as they stand in the text. */
export type ScannedTag = { name: string; attributes: Record<string, string> };

/** Elements whose content is text, whatever it looks like. */
const RAW_TEXT = new Set(['iframe', 'noembed', 'noframes', 'script', 'style', 'textarea', 'title', 'xmp']);

/**
 * Walks over the opening tags of an HTML document and reads the named attributes of each, character references left as they are. Every page of a full
 * build takes this way: a parser that builds all attributes and texts takes ten times as long, a quarter of the whole render.
 */
export function scanTags(
  text: string,
  isWanted: (attribute: string) => boolean,
  onTag: (tag: ScannedTag) => void,
): void {
  let index = text.indexOf('<');
  while (index !== -1) {
    const next = text.charCodeAt(index + 1);
    let end: number;
    if (isLetter(next)) end = scanTag(text, index + 1, { isWanted, onTag });
    else if (text.startsWith('<!--', index)) end = endOfComment(text, index);
    // A closing tag, a doctype, or what only looks like markup.
    else end = next === SLASH || next === BANG || next === QUESTION ? endAfter(text, '>', index) : index + 1;
    if (end === -1) return;
    index = text.indexOf('<', end);
  }
}

const [SLASH, BANG, QUESTION, GREATER, EQUALS, QUOTE, APOSTROPHE] = [47, 33, 63, 62, 61, 34, 39];

type Scan = { isWanted: (attribute: string) => boolean; onTag: (tag: ScannedTag) => void };

/** Returns where the tag ends, its raw text included; -1 if it never does. */
function scanTag(text: string, start: number, { isWanted, onTag }: Scan): number {
  let index = start;
  while (index < text.length && !endsName(text.charCodeAt(index))) index += 1;
  const name = text.slice(start, index).toLowerCase();
  const attributes: Record<string, string> = {};
  for (;;) {
    while (isSpace(text.charCodeAt(index)) || text.charCodeAt(index) === SLASH) index += 1;
    if (index >= text.length) return -1;
    if (text.charCodeAt(index) === GREATER) break;
    const nameStart = index;
    // An equals sign in front belongs to the name.
    index += 1;
    while (index < text.length && !endsAttributeName(text.charCodeAt(index))) index += 1;
    const nameEnd = index;
    while (isSpace(text.charCodeAt(index))) index += 1;
    let value = '';
    if (text.charCodeAt(index) === EQUALS) {
      const valueStart = skipSpace(text, index + 1);
      const valueEnd = endOfValue(text, valueStart);
      if (valueEnd === -1) return -1;
      const isQuoted = isQuote(text.charCodeAt(valueStart));
      value = isQuoted ? text.slice(valueStart + 1, valueEnd) : text.slice(valueStart, valueEnd);
      index = isQuoted ? valueEnd + 1 : valueEnd;
    }
    const attribute = text.slice(nameStart, nameEnd).toLowerCase();
    if (isWanted(attribute) && !Object.hasOwn(attributes, attribute)) attributes[attribute] = value;
  }
  onTag({ name, attributes });
  return RAW_TEXT.has(name) ? endOfRawText(text, index + 1, name) : index + 1;
}

function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (isQuote(first)) return text.indexOf(first === QUOTE ? '"' : "'", start + 1);
  let index = start;
  while (index < text.length && !isSpace(text.charCodeAt(index)) && text.charCodeAt(index) !== GREATER)
    index += 1;
  return index;
}

function endOfRawText(text: string, start: number, name: string): number {
  for (let index = text.indexOf('</', start); index !== -1; index = text.indexOf('</', index + 2)) {
    const end = index + 2 + name.length;
    if (text.slice(index + 2, end).toLowerCase() !== name) continue;
    if (end >= text.length || endsName(text.charCodeAt(end))) return index;
  }
  return -1;
}

function endOfComment(text: string, start: number): number {
  // `<!-->` and `<!--->` are whole comments.
  if (text.startsWith('>', start + 4)) return start + 5;
  if (text.startsWith('->', start + 4)) return start + 6;
  return endAfter(text, '-->', start + 4);
}

function endAfter(text: string, mark: string, start: number): number {
  const found = text.indexOf(mark, start);
  return found === -1 ? -1 : found + mark.length;
}

function skipSpace(text: string, start: number): number {
  let index = start;
  while (isSpace(text.charCodeAt(index))) index += 1;
  return index;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13 || code === 12;
}

function isQuote(code: number): boolean {
  return code === QUOTE || code === APOSTROPHE;
}

function endsName(code: number): boolean {
  return isSpace(code) || code === SLASH || code === GREATER;
}

function endsAttributeName(code: number): boolean {
  return endsName(code) || code === EQUALS;
}
