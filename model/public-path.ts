/** Leaves room for `.br` and `.gz` within the 255 bytes that file systems allow a name. */
const MAX_NAME_BYTES = 250;
/** Well under the 4,096 bytes that Linux allows a whole path, folder of the target included. */
const MAX_PATH_BYTES = 2_000;

/**
 * The one form of a public path: decoded, without query and fragment, without empty, `.` and `..` segments, and with a slash at
 * the end unless the last segment looks like a file name (`/rss.xml`). Null for what can name no public file.
 */
export function normalizePath(path: string): string | null {
  return join(path.split('/'));
}

/** The public path that a link on a page leads to; null when it leads off the site or can name no public file. */
export function resolveLink(link: string, page: { path: string; siteUrl: string }): string | null {
  const base = new URL(encodePath(page.path), page.siteUrl);
  const url = URL.parse(link, base.href);
  if (url === null || url.origin !== base.origin) return null;
  const segments: string[] = [];
  for (const segment of url.pathname.split('/')) {
    const decoded = decodeSegment(segment);
    if (decoded === null) return null;
    segments.push(decoded);
  }
  // The file of a page is the page: servers send it under both names.
  if (segments.at(-1) === 'index.html') segments[segments.length - 1] = '';
  return join(segments);
}

/** As it stands in an address. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function join(segments: readonly string[]): string | null {
  const names = segments.filter((segment) => segment !== '');
  const last = names.at(-1);
  if (last === undefined) return '/';
  if (!names.every((name, depth) => isPublicName(name, depth))) return null;
  const path = `/${names.join('/')}${segments.at(-1) !== '' && looksLikeFile(last) ? '' : '/'}`;
  return byteLength(path) > MAX_PATH_BYTES ? null : path;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** Hidden names are refused as every server of ours refuses them; `/.well-known/` is what the web has agreed on (RFC 8615). */
function isPublicName(name: string, depth: number): boolean {
  if (UNSAFE_CHARACTERS.test(name) || !name.isWellFormed()) return false;
  if (name.startsWith('.') && !(depth === 0 && name === '.well-known')) return false;
  return byteLength(name) <= MAX_NAME_BYTES;
}

/** A separator that was encoded, and control characters. */
// oxlint-disable-next-line no-control-regex
const UNSAFE_CHARACTERS = /[/\\\u0000-\u001F\u007F]/;

/** `rss.xml` and `app.js`, but neither `v1.2` nor `about`. */
function looksLikeFile(name: string): boolean {
  return /[^.]\.[a-z][a-z0-9]{0,14}$/i.test(name);
}

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

const encoder = new TextEncoder();
