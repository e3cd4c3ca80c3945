import { Parser } from 'htmlparser2';
import { resolveLink } from '../../../model/public-path.ts';
import type { RenderedPage } from '../render/protocol.ts';

/** A page as a visitor reads it. */
export type ReadPage = {
  /** A line for each block. */
  text: string;
  /** What links can lead to within it. */
  anchors: ReadonlySet<string>;
  anchorLinks: readonly { path: string; anchor: string }[];
};

/** Nobody reads what is in them. */
const UNREAD = new Set(['script', 'style', 'template', 'noscript', 'svg']);
/** They stand within a line. */
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);
/** Every page has it, and a browser has no need of one. */
const TOP = new Set(['', 'top']);

/** Null where it is nothing to be read. */
export function readPage(
  { bytes, contentType, path, status }: RenderedPage,
  siteUrl: string,
): ReadPage | null {
  if (status >= 300 && status < 400) return null;
  const isMarkup = /^(text\/html|application\/xhtml\+xml|text\/xml|application\/(?:[\w.-]+\+)?xml)\b/i;
  const text = new TextDecoder().decode(bytes);
  if (!isMarkup.test(contentType)) {
    const isText = /^(text\/|application\/(?:[\w.-]+\+)?json)/i.test(contentType);
    return isText ? { text, anchors: new Set(), anchorLinks: [] } : null;
  }
  return readMarkup(text, { path, siteUrl, xmlMode: !/html/i.test(contentType) });
}

type Place = { path: string; siteUrl: string; xmlMode: boolean };

function readMarkup(markup: string, { xmlMode, ...place }: Place): ReadPage {
  const anchors = new Set<string>();
  const anchorLinks: { path: string; anchor: string }[] = [];
  const lines: string[] = [];
  let line = '';
  let unread = 0;
  const endLine = (): void => {
    const said = line.replaceAll(/\s+/g, ' ').trim();
    if (said !== '') lines.push(said);
    line = '';
  };
  const parser = new Parser(
    {
      onopentag: (name, { alt, href, id, name: named }) => {
        if (UNREAD.has(name)) unread += 1;
        if (!INLINE.has(name)) endLine();
        for (const anchor of [id, name === 'a' ? named : undefined])
          if (anchor !== undefined) anchors.add(anchor);
        if (name === 'img' && alt !== undefined && alt !== '') line += `[${alt}] `;
        if (name === 'a' && href !== undefined) anchorLinks.push(...anchorLinkOf(href, place));
      },
      ontext: (part) => {
        if (unread === 0) line += part;
      },
      onclosetag: (name) => {
        if (UNREAD.has(name)) unread -= 1;
        if (!INLINE.has(name)) endLine();
      },
    },
    { xmlMode },
  );
  parser.end(markup);
  endLine();
  return { text: lines.map((said) => `${said}\n`).join(''), anchors, anchorLinks };
}

function anchorLinkOf(
  href: string,
  place: { path: string; siteUrl: string },
): { path: string; anchor: string }[] {
  const start = href.indexOf('#');
  const anchor = start === -1 ? '' : decoded(href.slice(start + 1));
  // A text fragment is for the browser.
  if (TOP.has(anchor.toLowerCase()) || anchor.startsWith(':~:')) return [];
  const path = start === 0 ? place.path : resolveLink(href, place);
  return path === null ? [] : [{ path, anchor }];
}

function decoded(anchor: string): string {
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}
