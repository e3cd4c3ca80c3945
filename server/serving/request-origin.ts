import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createProxyChain, splitList } from '../trust-proxy.ts';
import type { TrustProxy } from '../trust-proxy.ts';

const FORWARDED_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-request-id',
];

/**
 * Brings the forwarded headers of a request down to what may be believed: nothing from a stranger; from a trusted proxy the
 * visitor's address, and the protocol and host as the nearest proxy saw them. Koa's `ctx.ip`, `ctx.protocol`, `ctx.secure` and
 * `ctx.host` read these headers, so that all code after this sees one truth.
 */
export function createRequestOrigin(trustProxy: TrustProxy): (request: IncomingMessage) => void {
  const proxies = createProxyChain(trustProxy);
  return ({ headers, socket }) => {
    const connection = socket.remoteAddress ?? '';
    if (!proxies.trusts(connection)) {
      for (const name of FORWARDED_HEADERS) delete headers[name];
      return;
    }
    headers['x-forwarded-for'] = proxies.clientAddress(connection, textOf(headers, 'x-forwarded-for'));
    const protocol = splitList(textOf(headers, 'x-forwarded-proto')).at(-1);
    replace(headers, { name: 'x-forwarded-proto', value: protocol === 'https' ? 'https' : 'http' });
    replace(headers, {
      name: 'x-forwarded-host',
      value: splitList(textOf(headers, 'x-forwarded-host')).at(-1),
    });
    delete headers['forwarded'];
  };
}

function textOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function replace(
  headers: IncomingHttpHeaders,
  { name, value }: { name: string; value: string | undefined },
): void {
  if (value === undefined) delete headers[name];
  else headers[name] = value;
}
