/** An opening tag of an HTML document, and where its parts stand in the text. */
export type PlacedTag = {
  /** In lower case. */
  name: string;
  /** Right behind the name. */
  nameEnd: number;
  /** Right behind the tag. */
  end: number;
  /** By their names in lower case, the first of each: what browsers go by. */
  attributes: ReadonlyMap<string, PlacedValue>;
};

/** What stands between the quotes, character references as they are. */
export type PlacedValue = { start: number; end: number; text: string };

/** Elements whose content is text, whatever it looks like. */
const RAW_TEXT = new Set(['iframe', 'noembed', 'noframes', 'script', 'style', 'textarea', 'title', 'xmp']);

/** Walks over the opening tags as a browser finds them, in one pass. */
export function* placedTags(html: string): Generator<PlacedTag> {
  let index = html.indexOf('<');
  while (index !== -1) {
    let end: number;
    if (/[a-z]/i.test(html.charAt(index + 1))) {
      const tag = readTag(html, index + 1);
      if (tag === null) return;
      yield tag;
      end = RAW_TEXT.has(tag.name) ? endOfRawText(html, tag) : tag.end;
    } else end = endOfOther(html, index);
    if (end === -1) return;
    index = html.indexOf('<', end);
  }
}

/** Null where it never ends. */
function readTag(html: string, start: number): PlacedTag | null {
  const nameEnd = skip(html, start, isInName);
  const attributes = new Map<string, PlacedValue>();
  let index = nameEnd;
  for (;;) {
    index = skip(html, index, isBetween);
    if (index >= html.length) return null;
    if (html.charCodeAt(index) === GREATER) break;
    // An equals sign in front belongs to the name.
    const end = skip(html, index + 1, isInAttributeName);
    const key = html.slice(index, end).toLowerCase();
    const equals = skip(html, end, isSpace);
    index = end;
    let value: PlacedValue = { start: end, end, text: '' };
    if (html.charCodeAt(equals) === EQUALS) {
      const placed = readValue(html, skip(html, equals + 1, isSpace));
      if (placed === null) return null;
      ({ value, next: index } = placed);
    }
    if (!attributes.has(key)) attributes.set(key, value);
  }
  return { name: html.slice(start, nameEnd).toLowerCase(), nameEnd, end: index + 1, attributes };
}

function readValue(html: string, start: number): { value: PlacedValue; next: number } | null {
  const quote = html.charAt(start);
  const isQuoted = quote === '"' || quote === "'";
  const first = isQuoted ? start + 1 : start;
  const end = isQuoted ? html.indexOf(quote, first) : skip(html, first, isInUnquoted);
  if (end === -1) return null;
  return { value: { start: first, end, text: html.slice(first, end) }, next: isQuoted ? end + 1 : end };
}

// By the numbers of characters: a regular expression for each name takes as long as everything else that becomes of a page.
const [SLASH, EQUALS, GREATER] = [0x2f, 0x3d, 0x3e];

function skip(html: string, start: number, isPart: (code: number) => boolean): number {
  let index = start;
  while (index < html.length && isPart(html.charCodeAt(index))) index += 1;
  return index;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}

function isBetween(code: number): boolean {
  return code === SLASH || isSpace(code);
}

function isInName(code: number): boolean {
  return code !== GREATER && !isBetween(code);
}

function isInAttributeName(code: number): boolean {
  return code !== EQUALS && isInName(code);
}

function isInUnquoted(code: number): boolean {
  return code !== GREATER && !isSpace(code);
}

/** Of an element that holds nothing but text; -1 where it never ends. */
export function endOfRawText(html: string, { end, name }: Pick<PlacedTag, 'end' | 'name'>): number {
  for (let at = html.indexOf('</', end); at !== -1; at = html.indexOf('</', at + 2)) {
    const behind = at + 2 + name.length;
    const isEnd = behind >= html.length || !isInName(html.charCodeAt(behind));
    if (isEnd && html.slice(at + 2, behind).toLowerCase() === name) return at;
  }
  return -1;
}

/** A closing tag, a comment, a doctype, or what only looks like markup. */
function endOfOther(html: string, index: number): number {
  if (html.startsWith('<!--', index)) {
    // `<!-->` and `<!--->` are whole comments.
    const short = /^-?>/.exec(html.slice(index + 4, index + 6));
    return short === null ? endAfter(html, '-->', index + 4) : index + 4 + short[0].length;
  }
  return /[/!?]/.test(html.charAt(index + 1)) ? endAfter(html, '>', index) : index + 1;
}

function endAfter(html: string, mark: string, start: number): number {
  const found = html.indexOf(mark, start);
  return found === -1 ? -1 : found + mark.length;
}
