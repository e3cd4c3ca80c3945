import { Parser } from 'htmlparser2';
import type { AnchorLink } from '../../../content-cache/pages/page-facts.ts';
import { anchorLedTo, anchorsOf } from '../../../model/link-anchor.ts';
import { encodePath, resolveLink } from '../../../model/public-path.ts';
import { ownText } from './own-text.ts';
import { scanTags } from './scan-html.ts';

export type LinkSource = {
  path: string;
  siteUrl: string;
  contentType: string;
  bytes: Uint8Array;
  /** The `Location` of a redirect. */
  location: string | null;
};

/** Where a page leads, and what others can lead to within it. */
export type PageLinks = {
  /** The public paths that it names, in the order of their first appearance. */
  links: string[];
  /** Those of its links that lead to a place within a page; none to one within itself that is there. */
  anchorLinks: AnchorLink[];
  /** Null where nobody can tell: of what is no HTML, the browser makes what it likes of an anchor. */
  anchors: string[] | null;
};

export function findLinks(source: LinkSource): PageLinks {
  const { contentType, location, path, siteUrl } = source;
  const led = location === null ? [] : [location];
  const kind = markupKind(contentType);
  if (kind === null) return { ...NOWHERE, links: resolveAll(led, { path, siteUrl, base: null }) };
  const text = decoder.decode(source.bytes);
  const markup = kind === 'html' ? readHtml(text) : { ...NO_MARKUP, links: readXml(text) };
  const page = { path, siteUrl, base: markup.base };
  const links = resolveAll([...led, ...markup.links], page);
  return { links, anchorLinks: resolveAnchors(markup, { ...page, links }), anchors: markup.anchors };
}

export const NOWHERE: PageLinks = { links: [], anchorLinks: [], anchors: null };

const decoder = new TextDecoder();

type Markup = {
  links: string[];
  base: string | null;
  anchors: string[] | null;
  anchorLinks: { href: string; anchor: string }[];
};
const NO_MARKUP: Markup = { links: [], base: null, anchors: null, anchorLinks: [] };
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

function readHtml(text: string): Markup {
  const found: Markup = { links: [], base: null, anchors: null, anchorLinks: [] };
  const anchors = new Set<string>();
  scanTags(text, isWanted, ({ attributes, name }) => {
    const values: Record<string, string> = {};
    for (const [attribute, value] of Object.entries(attributes)) values[attribute] = withCharacters(value);
    for (const anchor of anchorsOf(name, values)) anchors.add(anchor);
    if (name === 'base') found.base ??= values['href'] ?? null;
    else addAttributes(found.links, name, values);
    const href = values['href']?.trim();
    const anchor = anchorLedTo(name, href);
    if (href !== undefined && anchor !== null) found.anchorLinks.push({ href, anchor });
  });
  return { ...found, anchors: [...anchors] };
}

function isWanted(attribute: string): boolean {
  return LINK_ATTRIBUTES.has(attribute) || SOURCE_SET_ATTRIBUTES.has(attribute) || OTHERS.has(attribute);
}

/** Of `<meta>`, and what anchors are made of. */
const OTHERS = new Set(['content', 'id', 'name']);

/** With what character references stand for, as in `?a=1&amp;b=2`. */
export function withCharacters(value: string): string {
  if (!value.includes('&')) return value;
  let decoded = value;
  const parser = new Parser({ onattribute: (_, text) => (decoded = text) });
  parser.end(value.includes('"') ? `<a href='${value}'>` : `<a href="${value}">`);
  return decoded;
}

function readXml(text: string): string[] {
  const links: string[] = [];
  let element = '';
  let elementText = '';
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        element = name;
        elementText = '';
        addAttributes(links, name, attributes);
      },
      ontext: (part) => {
        elementText += part;
      },
      onclosetag: (name) => {
        const address = elementText.trim();
        // A guid need not be an address.
        if (name === element && LINK_ELEMENTS.has(name) && /^(https?:\/)?\//i.test(address))
          links.push(address);
        element = '';
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  return links;
}

function addAttributes(links: string[], element: string, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (LINK_ATTRIBUTES.has(name)) links.push(value.trim());
    else if (SOURCE_SET_ATTRIBUTES.has(name)) links.push(...sourceSetUrls(value));
    else if (element === 'meta' && name === 'content') links.push(...metaUrls(value));
  }
}

/** The addresses of `a.png 1x, b.png 2x`; an address may itself hold commas. */
export function sourceSetUrls(sourceSet: string): string[] {
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

type Place = { path: string; siteUrl: string; base: string | null };

function resolveAll(links: readonly string[], page: Place): string[] {
  const found = new Set<string>();
  for (const link of links) {
    // Leads to the page itself.
    if (link === '' || link.startsWith('#')) continue;
    const path = resolveOnce(absolute(link, page), page);
    if (path !== null) found.add(path);
  }
  return [...found];
}

function resolveAnchors(
  { anchorLinks, anchors }: Markup,
  { links, ...page }: Place & { links: readonly string[] },
): AnchorLink[] {
  if (anchorLinks.length === 0) return [];
  const known = new Set(links);
  const own = new Set(anchors);
  const found = new Map<string, AnchorLink>();
  for (const { anchor, href } of anchorLinks) {
    // A table of contents has many of them.
    const isWithin = page.base === null && href.startsWith('#');
    const path = isWithin ? page.path : resolveOnce(absolute(href, page), page);
    if (path === null || (path === page.path ? own.has(anchor) : !known.has(path))) continue;
    found.set(`${path}#${anchor}`, { path, anchor });
  }
  return [...found.values()];
}

function absolute(link: string, page: Place): string {
  return page.base === null ? link : (URL.parse(link, documentBase(page))?.href ?? link);
}

/** Links that lead to the same place from every page, as those of a menu do. A thread renders one site. */
const resolved = { siteUrl: '', paths: new Map<string, string | null>() };
const RESOLVED_MAX = 20_000;

function resolveOnce(link: string, page: { path: string; siteUrl: string }): string | null {
  if (!ALIKE_EVERYWHERE.test(link)) return resolveLink(link, page);
  const { paths, siteUrl } = resolved;
  const known = siteUrl === page.siteUrl ? paths.get(link) : undefined;
  if (known !== undefined) return known;
  if (siteUrl !== page.siteUrl || paths.size >= RESOLVED_MAX) paths.clear();
  resolved.siteUrl = page.siteUrl;
  const path = resolveLink(link, page);
  paths.set(ownText(link), path);
  return path;
}

const ALIKE_EVERYWHERE = /^(\/(?!\/)|https?:)/i;

function documentBase({ path, siteUrl, base }: Place): string {
  const page = new URL(encodePath(path), siteUrl);
  return (URL.parse(base ?? '', page.href) ?? page).href;
}
