import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { Agent as HttpAgent, request as requestHttp, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Reach } from './reach.ts';
import { hostOf, notReachable } from './web-address.ts';

const HEADER_BYTES_MAX = 16 * 1024;

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export async function resolveName(host: string): Promise<readonly LookupAddress[]> {
  return await lookup(host, { all: true });
}

/** It leads where nothing may be sent to. */
export class NotReachable extends Error {}

/** Those addresses of a host that something may be sent to. Throws `NotReachable` where there are none. */
export async function locate(
  url: URL,
  { mayReach, resolve }: { mayReach: Reach; resolve: Resolve },
): Promise<readonly LookupAddress[]> {
  const host = hostOf(url);
  const family = isIP(host);
  const found = family === 0 ? await resolve(host) : [{ address: host, family }];
  const addresses = found.filter(({ address }) => mayReach(host, address));
  if (addresses.length > 0) return addresses;
  throw new NotReachable(
    notReachable(
      host,
      found.map(({ address }) => address),
    ),
  );
}

export type PinnedRequest = {
  url: URL;
  /** From `locate`. */
  addresses: readonly LookupAddress[];
  method: 'GET' | 'HEAD' | 'POST';
  headers: Readonly<Record<string, string | number>>;
  signal: AbortSignal;
};

/**
 * A request to the very addresses that were judged: a name that leads elsewhere a moment later changes nothing. No redirect is followed and no proxy of the
 * environment is used: both would lead where nobody has judged. Certificates are checked, whatever the environment says.
 */
export function openPinned({ addresses, headers, method, signal, url }: PinnedRequest): ClientRequest {
  const isSecure = url.protocol === 'https:';
  const request = isSecure ? requestHttps : requestHttp;
  return request(url, {
    method,
    headers,
    // One of its own for each request: the global one may have been told to use a proxy.
    agent: isSecure ? new HttpsAgent({ rejectUnauthorized: true }) : new HttpAgent(),
    lookup: pinnedTo(addresses),
    maxHeaderSize: HEADER_BYTES_MAX,
    signal,
  });
}

type LookupDone = (error: null, address: string | LookupAddress[], family?: number) => void;

function pinnedTo(addresses: readonly LookupAddress[]) {
  return (_: string, { all = false }: LookupOptions, done: LookupDone): void => {
    const [first = { address: '', family: 4 }] = addresses;
    if (all) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
}

/** Nobody can break off a question about a name: whoever asked goes on. */
export async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** In the words of the system. Where several addresses were tried, each has failed. */
export function describeFailure(error: unknown): string {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map((each) => inOneLine(each instanceof Error ? each.message : String(each))).join('; ');
}

/** OpenSSL says where in its sources it has failed, and ends the line. What it says to people is one part of that. */
function inOneLine(message: string): string {
  const reason = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(message)?.[1];
  return (reason ?? message).replaceAll(/\s+/g, ' ').trim();
}
