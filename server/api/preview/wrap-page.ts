import { shownLink, unshownText, type PreviewPlace } from './site-links.ts';
import { endOfRawText, placedTags, type PlacedTag, type PlacedValue } from './tag-places.ts';

export type Wrapping = PreviewPlace & {
  /** The path of the page, which its relative links go by. */
  path: string;
  /** The element of our own that is put in front of everything in the head. */
  script: string;
};

/**
 * A page of the site as it is shown in a preview. Three things are different: our own script stands first in the head; links to the site lead to the
 * preview of what they lead to, those in styles as well; links to elsewhere open outside. Everything else is as it will be public, and `unwrapPage` gives back the very
 * text: decisions/038.
 */
export function wrapPage(html: string, wrapping: Wrapping): string {
  const edits: Edit[] = [];
  const styleEdits: Edit[] = [];
  let hasStyleHashes = false;
  let scriptAt = 0;
  for (const tag of placedTags(html)) {
    if (tag.name === 'html' && scriptAt === 0) scriptAt = tag.end;
    if (tag.name === 'head') scriptAt = tag.end;
    edits.push(...editsOfTag(tag, wrapping));
    styleEdits.push(...editsOfStyles(tag, { html, wrapping }));
    hasStyleHashes ||= statesStyleHashes(tag);
  }
  if (!hasStyleHashes) edits.push(...styleEdits);
  edits.push({
    start: scriptAt || endOfDoctype(html),
    end: scriptAt || endOfDoctype(html),
    text: wrapping.script,
  });
  return withEdits(html, edits);
}

export function unwrapPage(shown: string, wrapping: Omit<Wrapping, 'path'>): string {
  const plain = shown.replace(wrapping.script, () => '').replaceAll(leadingOut(wrapping), () => '');
  return unshownText(plain, wrapping);
}

/** A style sheet of the site: what it loads comes from the preview as well. */
export function wrapStyles(css: string, place: PreviewPlace): string {
  return css.replaceAll(ADDRESS_IN_STYLES, (before: string) => before + place.prefix);
}

/** What stands before a path of the site. In attributes, quotes may be written as character references. */
const ADDRESS_IN_STYLES =
  /(?:\burl\(\s*(?:["']|&(?:quot|apos|#0*3[49]|#x0*2[27]);)?|@import\s+["'])(?=\/(?!\/))/gi;

type Styled = { html: string; wrapping: Wrapping };

/** The same where the page has styles in itself. */
function editsOfStyles(tag: PlacedTag, { html, wrapping }: Styled): Edit[] {
  const places = [tag.attributes.get('style')];
  const end = tag.name === 'style' ? endOfRawText(html, tag) : -1;
  if (end !== -1) places.push({ start: tag.end, end, text: html.slice(tag.end, end) });
  return places.flatMap((place) =>
    place === undefined ? [] : { start: place.start, end: place.end, text: wrapStyles(place.text, wrapping) },
  );
}

const STYLES_BY_HASH = /\b(?:default|style)-src(?:-elem|-attr)?\s[^;]*sha(?:256|384|512)-/i;

/** Styles that are another text than the policy of the page has the hash of would be dropped. */
function statesStyleHashes({ attributes, name }: PlacedTag): boolean {
  const states = attributes.get('http-equiv')?.text.trim().toLowerCase();
  return (
    name === 'meta' &&
    states === 'content-security-policy' &&
    STYLES_BY_HASH.test(attributes.get('content')?.text ?? '')
  );
}

type Edit = { start: number; end: number; text: string };

/** Astro's islands name their scripts in attributes of their own. */
const LINK_ATTRIBUTES: ReadonlySet<string> = new Set([
  'action',
  'background',
  'before-hydration-url',
  'component-url',
  'data',
  'formaction',
  'href',
  'poster',
  'renderer-url',
  'src',
  'xlink:href',
]);
const SOURCE_SET_ATTRIBUTES: ReadonlySet<string> = new Set(['imagesrcset', 'srcset']);
/** Of these, a link to elsewhere would take the place of the page. */
const LEADING: Readonly<Record<string, string>> = { a: 'href', area: 'href', form: 'action' };

function editsOfTag(tag: PlacedTag, wrapping: Wrapping): Edit[] {
  const edits: Edit[] = [];
  for (const [name, value] of tag.attributes) {
    if (LINK_ATTRIBUTES.has(name)) {
      const { leadsOut, text } = shownLink(value.text, wrapping);
      if (leadsOut && LEADING[tag.name] === name)
        edits.push({ start: tag.nameEnd, end: tag.nameEnd, text: leadingOut(wrapping) });
      edits.push({ start: value.start, end: value.end, text });
    } else if (SOURCE_SET_ATTRIBUTES.has(name)) edits.push(...editsOfSourceSet(value, wrapping));
    else if (tag.name === 'meta' && name === 'content') edits.push(...editsOfRefresh(tag, value, wrapping));
  }
  return edits;
}

/** Browsers go by the first attribute of a name: what the template says itself comes behind. */
function leadingOut({ prefix }: PreviewPlace): string {
  return ` data-preview-out="${prefix.slice(-16)}" target="_blank" rel="noopener"`;
}

/** The addresses of `a.png 1x, b.png 2x`; an address may itself hold commas. */
const CANDIDATES = /([\s,]*)(\S*[^\s,])(?:,|\s[^,(]*(?:\([^)]*\)[^,(]*)*(?:,|$)|$)/g;

function editsOfSourceSet({ start, text }: PlacedValue, wrapping: Wrapping): Edit[] {
  return Array.from(text.matchAll(CANDIDATES), ({ index, 1: before = '', 2: url = '' }) => {
    const at = start + index + before.length;
    return { start: at, end: at + url.length, text: shownLink(url, wrapping).text };
  });
}

const REFRESH = /^(\s*\d+\s*[;,]\s*url\s*=\s*['"]?)([^'"]+)/i;

function editsOfRefresh(tag: PlacedTag, { start, text }: PlacedValue, wrapping: Wrapping): Edit[] {
  if (tag.attributes.get('http-equiv')?.text.trim().toLowerCase() !== 'refresh') return [];
  const [, before = '', url = ''] = REFRESH.exec(text) ?? [];
  const at = start + before.length;
  return url === '' ? [] : [{ start: at, end: at + url.length, text: shownLink(url, wrapping).text }];
}

function endOfDoctype(html: string): number {
  return /^\s*<!doctype[^>]*>/i.exec(html)?.[0].length ?? 0;
}

function withEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return parts.join('') + text.slice(at);
}
