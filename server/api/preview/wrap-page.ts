import { shownLink, unshownText, type PreviewPlace } from './site-links.ts';
import { placedTags, type PlacedTag, type PlacedValue } from './tag-places.ts';

export type Wrapping = PreviewPlace & {
  /** The path of the page, which its relative links go by. */
  path: string;
  /** The element of our own that is put in front of everything in the head. */
  script: string;
};

/**
 * A page of the site as it is shown in a preview. Three things are different: our own script stands first in the head; links to the site lead to the
 * preview of what they lead to; links to elsewhere open outside. Everything else is as it will be public, and `unwrapPage` gives back the very
 * text: decisions/038.
 */
export function wrapPage(html: string, wrapping: Wrapping): string {
  const edits: Edit[] = [];
  let scriptAt = 0;
  for (const tag of placedTags(html)) {
    if (tag.name === 'html' && scriptAt === 0) scriptAt = tag.end;
    if (tag.name === 'head') scriptAt = tag.end;
    edits.push(...editsOfTag(tag, wrapping));
  }
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
  return css.replaceAll(/(\burl\(\s*["']?)(\/(?!\/))/gi, (_, before: string, slash: string) => {
    return `${before}${place.prefix}${slash}`;
  });
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
