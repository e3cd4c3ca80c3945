import { Parser } from 'htmlparser2';
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

/** The public paths that a rendered page names, in the order of their first appearance. */
export function findLinks(source: LinkSource): string[] {
  const links = source.location === null ? [] : [source.location];
  const kind = markupKind(source.contentType);
  const page = { path: source.path, siteUrl: source.siteUrl };
  if (kind !== null) {
    const text = decoder.decode(source.bytes);
    const markup = kind === 'html' ? readHtml(text) : { links: readXml(text), base: null };
    links.push(...markup.links);
    if (markup.base !== null) return resolveAll(links, { ...page, base: markup.base });
  }
  return resolveAll(links, { ...page, base: null });
}

const decoder = new TextDecoder();

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

function readHtml(text: string): Markup {
  const found: Markup = { links: [], base: null };
  scanTags(text, isWanted, ({ attributes, name }) => {
    const values: Record<string, string> = {};
    for (const [attribute, value] of Object.entries(attributes)) values[attribute] = withCharacters(value);
    if (name === 'base') found.base ??= values['href'] ?? null;
    else addAttributes(found.links, name, values);
  });
  return found;
}

function isWanted(attribute: string): boolean {
  return LINK_ATTRIBUTES.has(attribute) || SOURCE_SET_ATTRIBUTES.has(attribute) || attribute === 'content';
}

/** With what character references stand for, as in `?a=1&amp;b=2`. */
function withCharacters(value: string): string {
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
    const path = resolveOnce(absolute, page);
    if (path !== null) found.add(path);
  }
  return [...found];
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
