import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { cleanText } from '../../model/text-rules.ts';
import type { Reach } from './reach.ts';
import { hostOf, notReachable, receiverUrlProblem } from './receiver-url.ts';

/** From the first question about the name to the end of the answer: others wait for the place. */
const TIMEOUT_MS = 10_000;
/** More of an answer is not read: nobody needs it. */
const ANSWER_BYTES_MAX = 64 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
const KEPT_CHARACTERS = 1_000;

export type Outgoing = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Aborted when the process stops: then it counts as not tried. */
  signal: AbortSignal;
};

export type Outcome = {
  /** Of the answer; null where none came. */
  status: number | null;
  durationMs: number;
  /** The beginning of it. */
  answer: string | null;
  /** Why it was not taken; null: it was. */
  error: string | null;
};

export type Post = (outgoing: Outgoing) => Promise<Outcome>;

type PostOptions = {
  mayReach: Reach;
  /** All addresses of a name. */
  resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  timeoutMs?: number;
};

/**
 * Sends to an address that somebody typed in. The name is resolved once, what it leads to is judged, and the connection is made to just that: a name that
 * leads elsewhere a moment later changes nothing. No redirect is followed and no proxy of the environment is used: both would lead where
 * nobody has judged. Throws only if the process stops.
 */
export function createPost({ mayReach, resolve = resolveName, timeoutMs = TIMEOUT_MS }: PostOptions): Post {
  return async (outgoing) => {
    const startedAt = performance.now();
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([outgoing.signal, deadline]);
    const answer: Answer = { status: null, parts: [], bytes: 0 };
    let error: string | null = null;
    try {
      const { addresses, url } = await within(signal, locate(outgoing.url, { mayReach, resolve }));
      await within(signal, exchange({ ...outgoing, url, addresses, signal, answer }));
      error = refusalOf(answer.status);
    } catch (cause) {
      if (outgoing.signal.aborted) throw cause;
      error = deadline.aborted ? `It took longer than ${timeoutMs / 1000} s.` : describe(cause);
    }
    const durationMs = Math.round(performance.now() - startedAt);
    return { status: answer.status, durationMs, answer: textOf(answer), error };
  };
}

type Answer = { status: number | null; parts: Buffer[]; bytes: number };

class NotReachable extends Error {}

type Located = { url: URL; addresses: readonly LookupAddress[] };

async function locate(
  address: string,
  { mayReach, resolve }: Required<Pick<PostOptions, 'mayReach' | 'resolve'>>,
): Promise<Located> {
  // The rules may be others than when it was typed in.
  const problem = receiverUrlProblem(address, mayReach);
  if (problem !== null) throw new NotReachable(problem);
  const url = new URL(address);
  const host = hostOf(url);
  const version = isIP(host);
  const found = version === 0 ? await resolve(host) : [{ address: host, family: version }];
  const addresses = found.filter((each) => mayReach(host, each.address));
  if (addresses.length === 0)
    throw new NotReachable(
      notReachable(
        host,
        found.map((each) => each.address),
      ),
    );
  return { url, addresses };
}

async function resolveName(host: string): Promise<readonly LookupAddress[]> {
  return await lookup(host, { all: true });
}

/** Nobody can break off a question about a name: whoever asked goes on. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

type Exchange = Omit<Outgoing, 'url'> & Located & { answer: Answer };

function exchange({ addresses, answer, body, headers, signal, url }: Exchange): Promise<void> {
  const isSecure = url.protocol === 'https:';
  const request = isSecure ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      // One of its own for each request: the global one may have been told to use a proxy.
      agent: isSecure ? new HttpsAgent({ rejectUnauthorized: true }) : new HttpAgent(),
      lookup: pinnedTo(addresses),
      maxHeaderSize: HEADER_BYTES_MAX,
      signal,
    });
    outgoing.on('error', reject);
    // After a 101 nothing else is heard of it.
    outgoing.on('close', () => reject(new Error('The connection was closed before the end of the answer.')));
    outgoing.on('response', (incoming) => {
      answer.status = incoming.statusCode ?? null;
      incoming.on('data', (part: Buffer) => {
        answer.parts.push(part);
        answer.bytes += part.length;
        if (answer.bytes < ANSWER_BYTES_MAX) return;
        resolve();
        outgoing.destroy();
      });
      incoming.on('end', resolve);
      incoming.on('error', reject);
    });
    outgoing.end(body);
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

function refusalOf(status: number | null): string | null {
  if (status === null) return 'It did not answer.';
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return `It answered ${status} and leads elsewhere. Redirects are not followed: give the address that it leads to.`;
  return `It answered ${status}.`;
}

/** A database takes no NUL, and people no control characters. */
function textOf({ parts, status }: Answer): string | null {
  if (status === null) return null;
  return cleanText(new TextDecoder().decode(Buffer.concat(parts)).slice(0, KEPT_CHARACTERS));
}

function describe(error: unknown): string {
  if (error instanceof NotReachable) return error.message;
  // Several addresses were tried, and each failed.
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map((each) => (each instanceof Error ? each.message : String(each))).join('; ');
}
