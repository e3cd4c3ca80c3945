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

const NAME = /[^\s/>]*/y;
const BETWEEN = /[\s/]*/y;
/** An equals sign in front belongs to the name. */
const ATTRIBUTE_NAME = /[^\s/>][^\s/>=]*/y;
const EQUALS = /\s*=\s*/y;
const UNQUOTED = /[^\s>]*/y;

/** Null where it never ends. */
function readTag(html: string, start: number): PlacedTag | null {
  const name = readAt(NAME, html, start);
  const nameEnd = start + name.length;
  const attributes = new Map<string, PlacedValue>();
  let index = nameEnd;
  for (;;) {
    index += readAt(BETWEEN, html, index).length;
    if (index >= html.length) return null;
    if (html.charAt(index) === '>') break;
    const attribute = readAt(ATTRIBUTE_NAME, html, index);
    index += attribute.length;
    const equals = readAt(EQUALS, html, index);
    let value: PlacedValue = { start: index, end: index, text: '' };
    if (equals !== '') {
      const placed = readValue(html, index + equals.length);
      if (placed === null) return null;
      ({ value, next: index } = placed);
    }
    const key = attribute.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, value);
  }
  return { name: name.toLowerCase(), nameEnd, end: index + 1, attributes };
}

function readValue(html: string, start: number): { value: PlacedValue; next: number } | null {
  const quote = html.charAt(start);
  const isQuoted = quote === '"' || quote === "'";
  const first = isQuoted ? start + 1 : start;
  const end = isQuoted ? html.indexOf(quote, first) : first + readAt(UNQUOTED, html, first).length;
  if (end === -1) return null;
  return { value: { start: first, end, text: html.slice(first, end) }, next: isQuoted ? end + 1 : end };
}

function readAt(pattern: RegExp, html: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(html)?.[0] ?? '';
}

/** Of an element that holds nothing but text; -1 where it never ends. */
export function endOfRawText(html: string, { end, name }: Pick<PlacedTag, 'end' | 'name'>): number {
  const closing = new RegExp(`</${name}(?=[\\s/>]|$)`, 'gi');
  closing.lastIndex = end;
  return closing.exec(html)?.index ?? -1;
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
