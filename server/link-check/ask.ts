import { cleanText } from '../../model/text-rules.ts';
import { describeFailure, locate, NotReachable, openPinned, within } from '../outgoing/pinned-request.ts';
import type { PinnedRequest, Resolve } from '../outgoing/pinned-request.ts';
import type { Reach } from '../outgoing/reach.ts';
import { portProblem } from '../outgoing/web-address.ts';

export type Question = {
  url: URL;
  method: 'GET' | 'HEAD';
  headers?: Readonly<Record<string, string>>;
  /** So much of the answer is kept as text; without it, nothing but its head is read. */
  textBytesMax?: number;
};

export type Reply = Answer | Failure;

export type Answer = {
  kind: 'answered';
  status: number;
  location: string | null;
  retryAfter: string | null;
  text: string;
};

export type Failure = { kind: FailureKind; message: string };

/**
 * - `private`: it leads to what is not on the public internet, and nobody was asked.
 * - `password`: it holds a user or a password, and nobody was asked.
 * - `refused`: it leads to what is not of the web, and nobody was asked.
 * - `not-trusted`: the connection cannot be secured.
 * - `nonsense`: somebody is there, and does not speak as a web server does.
 */
export type FailureKind =
  | 'private'
  | 'password'
  | 'refused'
  | 'no-such-host'
  | 'connection-refused'
  | 'not-trusted'
  | 'timed-out'
  | 'nonsense'
  | 'failed';

/** Throws only when the signal is aborted. */
export type Ask = (question: Question) => Promise<Reply>;

export type AskOptions = {
  mayReach: Reach;
  resolve: Resolve;
  userAgent: string;
  /** From the first question about the name to the end of the answer. */
  timeoutMs: number;
  signal: AbortSignal;
};

/** One request to an address out of a page: what it leads to is judged, and just that is asked. Where an answer leads on is for others to follow. */
export function createAsk({ mayReach, resolve, signal, timeoutMs, userAgent }: AskOptions): Ask {
  return async ({ headers, method, textBytesMax = 0, url }) => {
    const problem = addressProblem(url);
    if (problem !== null) return problem;
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([signal, deadline]);
    try {
      const addresses = await within(either, locate(url, { mayReach, resolve }));
      const sent = { Accept: '*/*', ...headers, 'User-Agent': userAgent };
      const request = { url, addresses, method, headers: sent, signal: either };
      return await within(either, exchange(request, textBytesMax));
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted)
        return { kind: 'timed-out', message: `It took longer than ${timeoutMs / 1000} s.` };
      return failureOf(error);
    }
  };
}

/** What is not asked at all, whoever is there. */
export function addressProblem(url: URL): Failure | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { kind: 'refused', message: `${url.protocol} is not of the web.` };
  // Whoever reads the page has them, and need not be logged in where it leads.
  if (url.username !== '' || url.password !== '')
    return {
      kind: 'password',
      message: 'It holds a user or a password, which every reader of the page has.',
    };
  const message = portProblem(url);
  return message === null ? null : { kind: 'refused', message };
}

function exchange(request: PinnedRequest, textBytesMax: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = openPinned(request);
    outgoing.on('error', reject);
    // After a 101 nothing else is heard of it.
    outgoing.on('close', () => reject(new NotSpoken('the connection was closed before an answer')));
    outgoing.on('response', (incoming) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      const end = (): void => {
        const { headers, statusCode: status = 0 } = incoming;
        const text = Buffer.concat(parts).subarray(0, textBytesMax).toString('utf8');
        const { location = null, 'retry-after': retryAfter = null } = headers;
        resolve({ kind: 'answered', status, location, retryAfter, text });
        outgoing.destroy();
      };
      incoming.on('error', reject);
      if (textBytesMax === 0) return end();
      incoming.on('end', end);
      incoming.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes >= textBytesMax) end();
      });
      return undefined;
    });
    outgoing.end();
  });
}

class NotSpoken extends Error {}

function failureOf(error: unknown): Failure {
  const kind = failureKind(error);
  // Parts of it may come from whoever was asked.
  const reason = cleanText(describeFailure(error));
  return { kind, message: SENTENCES[kind]?.(reason) ?? reason };
}

const SENTENCES: Partial<Record<FailureKind, (reason: string) => string>> = {
  'no-such-host': () => 'There is no host of this name.',
  'connection-refused': () => 'Nobody answers there: the connection is refused.',
  'not-trusted': (reason) => `The connection cannot be trusted: ${reason}.`,
  nonsense: (reason) => `It does not answer as a web server does: ${reason}.`,
  failed: (reason) => `It cannot be asked: ${reason}.`,
};

function failureKind(error: unknown): FailureKind {
  if (error instanceof NotReachable) return 'private';
  if (error instanceof NotSpoken) return 'nonsense';
  const codes = codesOf(error);
  const isAll = (pattern: RegExp): boolean => codes.length > 0 && codes.every((code) => pattern.test(code));
  if (isAll(/^(ENOTFOUND|ENODATA)$/)) return 'no-such-host';
  if (isAll(/^ECONNREFUSED$/)) return 'connection-refused';
  if (isAll(NOT_TRUSTED)) return 'not-trusted';
  return isAll(/^(HPE_.*|ECONNRESET|EPIPE)$/) ? 'nonsense' : 'failed';
}

/** OpenSSL's of certificates, and Node's of names and of protocols. */
const NOT_TRUSTED = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|EPROTO)/;

function codesOf(error: unknown): string[] {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map((each) => (each instanceof Error && 'code' in each ? String(each.code) : ''));
}
