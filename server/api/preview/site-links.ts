import { encodePath } from '../../../model/public-path.ts';

/** How the addresses of a site are written while it is shown in a preview. */
export type PreviewPlace = {
  /** Of the site, such as `https://example.org`. */
  siteUrl: string;
  /** Where previews are served. */
  origin: string;
  /** What stands before every path of the site: `/preview/t/<ticket>`. Nobody could guess it, so no page has it of itself. */
  prefix: string;
};

/** In place of a link that would lead out of the preview however it is written; behind it stand the link as it was and where it leads. */
const DETOUR = '/~stillpress-link/';

/** What becomes of a link: written as `text`, or one that leads somewhere else. */
export type ShownLink = { text: string; leadsOut: boolean };

/** Most links of most sites: without anything that somebody could read in two ways. */
const PLAIN_PATH = /^\/(?!\/)[\w/.~?=#+,:;@-]*$/;

/** `raw` is the link as it stands in the page at `path`, character references and all. `unshownText` brings it back. */
export function shownLink(raw: string, { path, ...place }: PreviewPlace & { path: string }): ShownLink {
  if (PLAIN_PATH.test(raw) && !raw.includes('/.')) return { text: place.prefix + raw, leadsOut: false };
  const link = withCharacters(raw).trim();
  const asItIs = { text: raw, leadsOut: false };
  if (link === '' || /^[#?]/.test(link)) return asItIs;
  const url = URL.parse(link, new URL(encodePath(path), place.siteUrl).href);
  if (url === null || !/^https?:$/.test(url.protocol)) return asItIs;
  if (url.origin !== new URL(place.siteUrl).origin) return { text: raw, leadsOut: true };
  if (isRelative(link)) return staysInside(link, path) ? asItIs : detour(raw, { url, place });
  const head = PLAIN_HEADS.find(({ of }) => raw.trimStart().startsWith(of(place)));
  if (head === undefined || climbs(link)) return detour(raw, { url, place });
  const start = raw.length - raw.trimStart().length;
  const rest = raw.slice(start + head.of(place).length);
  // `https://example.org.evil.example`, or a slash that is written as a character reference.
  if (rest !== '' && !/^[/?#]/.test(rest)) return detour(raw, { url, place });
  return { text: raw.slice(0, start) + head.becomes(place) + rest, leadsOut: false };
}

const ENDS_OF_DETOUR = /^([\w-]+)\.[\w-]+/;

/** The text of a page as it was, whatever links of it were written as `shownLink` says. */
export function unshownText(text: string, place: PreviewPlace): string {
  const [first = '', ...others] = text.split(place.prefix + DETOUR);
  let plain = others.reduce(
    (before, rest) => before + rest.replace(ENDS_OF_DETOUR, (_, raw: string) => decode(raw)),
    first,
  );
  for (const { becomes, of } of PLAIN_HEADS) plain = plain.replaceAll(becomes(place), () => of(place));
  return plain;
}

/** Where a detour leads; null where it is none. */
export function endOfDetour(path: string): string | null {
  if (!path.startsWith(DETOUR)) return null;
  const leadsTo = path.slice(DETOUR.length).split('.')[1];
  return leadsTo === undefined ? null : decode(leadsTo);
}

type Head = { of: (place: PreviewPlace) => string; becomes: (place: PreviewPlace) => string };

/** The longer ones first, since the shorter ones are parts of them. */
const PLAIN_HEADS: readonly Head[] = [
  { of: ({ siteUrl }) => siteUrl, becomes: ({ origin, prefix }) => origin + prefix },
  {
    of: ({ siteUrl }) => withoutProtocol(siteUrl),
    becomes: ({ origin, prefix }) => withoutProtocol(origin) + prefix,
  },
  { of: () => '', becomes: ({ prefix }) => prefix },
];

function withoutProtocol(origin: string): string {
  return origin.replace(/^https?:/, '');
}

function detour(raw: string, { place, url }: { place: PreviewPlace; url: URL }): ShownLink {
  const leadsTo = url.pathname + url.search + url.hash;
  return { text: `${place.prefix}${DETOUR}${encode(raw)}.${encode(leadsTo)}`, leadsOut: false };
}

function isRelative(link: string): boolean {
  return !/^(?:[a-z][a-z0-9+.-]*:|[/\\])/i.test(link);
}

/** Whether a relative link stays below the place that the site has in the preview. */
function staysInside(link: string, path: string): boolean {
  const below = URL.parse(link, `http://site.invalid/here${encodePath(path)}`)?.pathname ?? '';
  return below.startsWith('/here/');
}

/** Two dots would lead out of the place that the site has in the preview; a backslash is a slash to browsers. */
function climbs(link: string): boolean {
  const path = link.replace(/[?#].*$/s, '');
  return /(?:^|\/)(?:\.|%2e){2}(?:\/|$)/i.test(path) || path.includes('\\') || /[\t\n\r]/.test(path);
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['apos', "'"],
  ['bsol', '\\'],
  ['colon', ':'],
  ['gt', '>'],
  ['lt', '<'],
  ['period', '.'],
  ['quot', '"'],
  ['sol', '/'],
]);

/** With what character references stand for, as far as they matter in an address. */
function withCharacters(raw: string): string {
  return raw.replaceAll(/&(#x[0-9a-f]+|#\d+|[a-z]+);?/gi, (reference, name: string) => {
    if (!name.startsWith('#')) return NAMED.get(name) ?? reference;
    const code = Number(name.replace(/^#(x?)/i, (_, hex: string) => (hex === '' ? '' : '0x')));
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : reference;
  });
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function decode(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}
