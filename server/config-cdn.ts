import type { Reader } from './config-reader.ts';
import { secretWeakness } from './secret-weakness.ts';

/** The cache in front of the site, which is told what it has to forget. */
export type CdnConfig =
  | { kind: 'varnish'; servers: readonly string[] }
  | { kind: 'cloudflare'; zone: string; token: string }
  | { kind: 'fastly'; token: string }
  | { kind: 'cloudfront'; distribution: string }
  | { kind: 'webhook'; url: string; secret: string };

/** Undefined where there is none. */
export function readCdn(reader: Reader, environment: 'development' | 'production'): CdnConfig | undefined {
  const value = reader.text('CDN');
  const token = reader.text('CDN_TOKEN');
  if (value === undefined) {
    if (token !== undefined) reader.refuse('CDN', 'CDN_TOKEN is set, and nothing says whose it is.');
    return undefined;
  }
  const [, kind = '', rest = ''] = /^([a-z]+)(?::(.*))?$/s.exec(value) ?? [];
  if (kind === 'varnish') return { kind, servers: readServers(reader, rest) };
  if (kind === 'cloudfront') return { kind, distribution: readName(reader, rest, 'distribution') };
  if (kind === 'cloudflare')
    return { kind, zone: readName(reader, rest, 'zone'), token: requireToken(reader, token) };
  if (kind === 'fastly' && rest === '') return { kind, token: requireToken(reader, token) };
  if (kind === 'webhook')
    return { kind, url: readUrl(reader, rest), secret: readSecret(reader, { token, environment }) };
  reader.refuse(
    'CDN',
    `"${value}" is not varnish: with addresses, cloudflare: with a zone, fastly, cloudfront: with a distribution, or webhook: with an address.`,
  );
  return undefined;
}

function readServers(reader: Reader, list: string): string[] {
  return list.split(',').map((address) => readUrl(reader, address.trim()).replace(/\/+$/, ''));
}

function readUrl(reader: Reader, address: string): string {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '')
    reader.refuse('CDN', `"${address}" is not an http or https address without a user.`);
  return address;
}

function readName(reader: Reader, name: string, what: string): string {
  if (!/^[A-Za-z0-9]+$/.test(name)) reader.refuse('CDN', `"${name}" is not the id of a ${what}.`);
  return name;
}

function requireToken(reader: Reader, token: string | undefined): string {
  if (token === undefined)
    reader.refuse('CDN_TOKEN', 'It is not set, and CDN names a service that asks for it.');
  return token ?? '';
}

/** Whoever knows it can have the cache forget everything, again and again. */
function readSecret(
  reader: Reader,
  { environment, token }: { token: string | undefined; environment: 'development' | 'production' },
): string {
  const secret = requireToken(reader, token);
  const weakness = token === undefined || environment !== 'production' ? undefined : secretWeakness(token);
  if (weakness !== undefined) reader.refuse('CDN_TOKEN', `It ${weakness}.`);
  return secret;
}
