import { parse } from 'parse5';
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';

/** The paths that a page names, found without the engine: HTML as a tree, XML by its few elements that hold addresses. */
export function naiveLinks(page: {
  path: string;
  siteUrl: string;
  contentType: string;
  text: string;
}): string[] {
  const type = page.contentType.split(';')[0]?.trim() ?? '';
  const addresses =
    type === 'text/html' ? htmlAddresses(page.text) : /[/+]xml$/.test(type) ? xmlAddresses(page.text) : [];
  return addresses.flatMap((address) => naivePath(address, page) ?? []);
}

/** The path of an address on the site; null off the site, and for what is no file's name. */
export function naivePath(address: string, page: { path: string; siteUrl: string }): string | null {
  const url = URL.parse(address, new URL(page.path, page.siteUrl).href);
  if (url === null || url.origin !== new URL(page.siteUrl).origin) return null;
  const parts = url.pathname.split('/').filter((part) => part !== '');
  if (parts.length === 0) return '/';
  if (parts.some((part) => part.startsWith('.') || /%2f|%5c|%[01]/i.test(part))) return null;
  const path = `/${parts.map(decodeURIComponent).join('/')}`;
  const isFile = !url.pathname.endsWith('/') && /[^./]\.[a-z][a-z0-9]*$/i.test(path);
  return isFile ? path : `${path}/`;
}

const ADDRESS_ATTRIBUTES = new Set([
  'href',
  'src',
  'poster',
  'action',
  'formaction',
  'data',
  'background',
  'xlink:href',
]);

function htmlAddresses(html: string): string[] {
  const found: string[] = [];
  const waiting: Tree.Node[] = [parse(html)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('childNodes' in node) waiting.push(...node.childNodes);
    if ('content' in node) waiting.push(node.content);
    if (!('attrs' in node)) continue;
    for (const { name, value } of node.attrs) {
      if (ADDRESS_ATTRIBUTES.has(name)) found.push(value);
      if (name === 'srcset' || name === 'imagesrcset') {
        found.push(...value.split(', ').map((part) => part.trim().split(' ')[0] ?? ''));
      }
      if (node.tagName === 'meta' && name === 'content') found.push(...metaAddresses(value));
    }
  }
  return found;
}

function metaAddresses(content: string): string[] {
  const [, delayed] = /^\d+;\s*url=(.*)$/i.exec(content) ?? [];
  if (delayed !== undefined) return [delayed];
  return content.startsWith('https://') && !content.includes(' ') ? [content] : [];
}

function xmlAddresses(xml: string): string[] {
  const elements = xml.matchAll(/<(loc|link|guid|comments|url)(?: [^>]*)?>\s*([^<]+?)\s*</g);
  const attributes = xml.matchAll(/ (?:href|src|url)="([^"]*)"/g);
  const found = [
    ...Array.from(elements, ([, , text]) => text ?? ''),
    ...Array.from(attributes, ([, value]) => value ?? ''),
  ];
  return found.map((address) => address.replaceAll('&amp;', '&').replaceAll('&#38;', '&'));
}
