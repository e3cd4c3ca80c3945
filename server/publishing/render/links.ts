import { Parser } from 'htmlparser2';
import { encodePath, resolveLink } from '../../../model/public-path.ts';

export type LinkSource = {
  path: string;
  siteUrl: string;
  contentType: string;
  bytes: Uint8Array;
  /** The `Location` of a redirect. */
  location: string | null;
};

/** The public paths that a rendered page names, in the order of their first appearance. */
export function findLinks(source: LinkSource): string[] {
  const links = source.location === null ? [] : [source.location];
  const kind = markupKind(source.contentType);
  const page = { path: source.path, siteUrl: source.siteUrl };
  if (kind !== null) {
    const markup = readMarkup(new TextDecoder().decode(source.bytes), kind);
    links.push(...markup.links);
    if (markup.base !== null) return resolveAll(links, { ...page, base: markup.base });
  }
  return resolveAll(links, { ...page, base: null });
}

type Markup = { links: string[]; base: string | null };
type MarkupKind = 'html' | 'xml';

/** Astro's islands name their scripts in attributes of their own. */
const LINK_ATTRIBUTES = new Set([
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
  'url',
  'xlink:href',
]);
const SOURCE_SET_ATTRIBUTES = new Set(['imagesrcset', 'srcset']);
/** Elements of sitemaps and feeds whose text is an address. */
const LINK_ELEMENTS = new Set(['comments', 'guid', 'image:loc', 'link', 'loc', 'url', 'video:player_loc']);

function markupKind(contentType: string): MarkupKind | null {
  if (/^(text\/html|application\/xhtml\+xml)\b/i.test(contentType)) return 'html';
  return /^(text|application)\/xml\b|\+xml\b/i.test(contentType) ? 'xml' : null;
}

function readMarkup(text: string, kind: MarkupKind): Markup {
  const found: Markup = { links: [], base: null };
  let element = '';
  let elementText = '';
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        element = name;
        elementText = '';
        if (kind === 'html' && name === 'base') found.base ??= attributes['href'] ?? null;
        else addAttributes(found.links, name, attributes);
      },
      ontext: (part) => {
        if (kind === 'xml') elementText += part;
      },
      onclosetag: (name) => {
        const address = elementText.trim();
        // A guid need not be an address.
        if (name === element && LINK_ELEMENTS.has(name) && /^(https?:\/)?\//i.test(address))
          found.links.push(address);
        element = '';
      },
    },
    { xmlMode: kind === 'xml' },
  );
  parser.end(text);
  return found;
}

function addAttributes(links: string[], element: string, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (LINK_ATTRIBUTES.has(name)) links.push(value.trim());
    else if (SOURCE_SET_ATTRIBUTES.has(name)) links.push(...sourceSetUrls(value));
    else if (element === 'meta' && name === 'content') links.push(...metaUrls(value));
  }
}

/** The addresses of `a.png 1x, b.png 2x`; an address may itself hold commas. */
function sourceSetUrls(sourceSet: string): string[] {
  return Array.from(
    sourceSet.matchAll(/[\s,]*(\S*[^\s,])(?:,|\s[^,(]*(?:\([^)]*\)[^,(]*)*(?:,|$)|$)/g),
    ([, url]) => url ?? '',
  );
}

/** `<meta>` names addresses in full (`og:image`), or after a delay in seconds (`http-equiv="refresh"`). */
function metaUrls(content: string): string[] {
  const refresh = /^\s*\d+\s*[;,]\s*url\s*=\s*['"]?([^'"]+)/i.exec(content)?.[1];
  if (refresh !== undefined) return [refresh.trim()];
  return /^https?:\/\/\S+$/i.test(content) ? [content] : [];
}

function resolveAll(
  links: readonly string[],
  page: { path: string; siteUrl: string; base: string | null },
): string[] {
  const found = new Set<string>();
  for (const link of links) {
    // Leads to the page itself.
    if (link === '' || link.startsWith('#')) continue;
    const absolute = page.base === null ? link : (URL.parse(link, documentBase(page))?.href ?? link);
    const path = resolveLink(absolute, page);
    if (path !== null) found.add(path);
  }
  return [...found];
}

function documentBase({
  path,
  siteUrl,
  base,
}: {
  path: string;
  siteUrl: string;
  base: string | null;
}): string {
  const page = new URL(encodePath(path), siteUrl);
  return (URL.parse(base ?? '', page.href) ?? page).href;
}
