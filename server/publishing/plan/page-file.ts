import type { RenderedPage } from '../render/protocol.ts';
import { resolveLink } from '../../../model/public-path.ts';

/** What an answer of the templates means for the public files. */
export type PageOutcome =
  | { kind: 'page'; page: PageFile }
  /** Asked for, and nothing there: no file. */
  | { kind: 'absent' }
  /** A page whose path only looked like a file name; the page itself is at `path`. */
  | { kind: 'alias'; path: string };

type Answer = Pick<RenderedPage, 'path' | 'status' | 'contentType' | 'location'>;

export type PageFile = {
  path: string;
  /** Relative to the tree of public files. */
  file: string;
  status: number;
  contentType: string;
  /** Where a redirect leads; null for everything else. */
  location: string | null;
};

/** The path below the base that Astro renders the 404 page at, and the file that servers look for, in the root of the tree. */
const NOT_FOUND_PATH = '404/';
const NOT_FOUND_FILE = '404.html';

/** Only 200 is a page, 3xx with a destination a redirect; the 404 page is one although it answers 404. */
export function describeOutcome(answer: Answer, siteUrl: string, base = '/'): PageOutcome {
  const { contentType, location, path, status } = answer;
  if (path === `${base}${NOT_FOUND_PATH}`) {
    const isPage = status === 404 || status === 200;
    return isPage
      ? pageOutcome({ path, file: NOT_FOUND_FILE, status: 404, contentType, location: null })
      : { kind: 'absent' };
  }
  if (status >= 300 && status < 400 && location !== null) {
    // A redirect to the page itself only changes how the address is written, and there is one way of writing it.
    if (resolveLink(location, { path, siteUrl }) === path) return { kind: 'absent' };
    return pageOutcome({ path, file: fileOf(path), status, contentType: REDIRECT_CONTENT_TYPE, location });
  }
  if (status !== 200) return { kind: 'absent' };
  if (!isHtml(contentType))
    return pageOutcome({ path, file: withoutSlashes(path), status, contentType, location: null });
  if (path.endsWith('/') || HTML_NAME.test(path))
    return pageOutcome({ path, file: fileOf(path), status, contentType, location: null });
  return { kind: 'alias', path: `${path}/` };
}

/** What a server that knows nothing but files sends for this path. */
export function fileOf(path: string): string {
  return path.endsWith('/') ? `${path}index.html`.slice(1) : path.slice(1);
}

const REDIRECT_CONTENT_TYPE = 'text/html; charset=utf-8';

/** A page that leads on without the help of a server, as Astro writes it for static sites. */
export function redirectPage(location: string): string {
  const address = escapeHtml(location);
  return (
    `<!doctype html><title>Redirecting to: ${address}</title>` +
    `<meta http-equiv="refresh" content="0;url=${address}"><meta name="robots" content="noindex">` +
    `<link rel="canonical" href="${address}"><body><a href="${address}">Redirecting to <code>${address}</code></a></body>\n`
  );
}

/** Servers have a file for it, and links lead to nothing there. */
export const GONE_STATUS = 410;

/** Of what an editor says is gone: for servers that cannot answer 410, and have no page of the site for it. */
export const GONE_PAGE =
  '<!doctype html><meta charset="utf-8"><meta name="robots" content="noindex"><title>Gone</title><body>What was here is gone.</body>\n';

const HTML_NAME = /\.x?html?$/i;

function pageOutcome(page: PageFile): PageOutcome {
  return page.file === '' ? { kind: 'absent' } : { kind: 'page', page };
}

function isHtml(contentType: string): boolean {
  return /^(text\/html|application\/xhtml\+xml)\b/i.test(contentType);
}

function withoutSlashes(path: string): string {
  return path.replace(/^\/|\/$/g, '');
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
