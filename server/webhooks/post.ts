import type { LookupAddress } from 'node:dns';
import { cleanText } from '../../model/text-rules.ts';
import {
  describeFailure,
  locate,
  NotReachable,
  openPinned,
  resolveName,
  within,
  type Resolve,
} from '../outgoing/pinned-request.ts';
import type { Reach } from '../outgoing/reach.ts';
import { HOW_TO_REACH, receiverUrlProblem } from './receiver-url.ts';

/** From the first question about the name to the end of the answer: others wait for the place. */
const TIMEOUT_MS = 10_000;
/** More of an answer is not read: nobody needs it. */
const ANSWER_BYTES_MAX = 64 * 1024;
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
  resolve?: Resolve;
  timeoutMs?: number;
};

/**
 * Sends to an address that somebody typed in. The name is resolved once, what it leads to is judged, and the connection is made to just that. Throws only if
 * the process stops.
 */
export function createPost({ mayReach, resolve = resolveName, timeoutMs = TIMEOUT_MS }: PostOptions): Post {
  return async (outgoing) => {
    const startedAt = performance.now();
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([outgoing.signal, deadline]);
    const answer: Answer = { status: null, parts: [], bytes: 0 };
    let error: string | null = null;
    try {
      const { addresses, url } = await within(signal, locateReceiver(outgoing.url, { mayReach, resolve }));
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

type Located = { url: URL; addresses: readonly LookupAddress[] };

async function locateReceiver(
  address: string,
  reaching: Required<Pick<PostOptions, 'mayReach' | 'resolve'>>,
): Promise<Located> {
  // The rules may be others than when it was typed in.
  const problem = receiverUrlProblem(address, reaching.mayReach);
  if (problem !== null) throw new Error(problem);
  const url = new URL(address);
  return { url, addresses: await locate(url, reaching) };
}

type Exchange = Omit<Outgoing, 'url'> & Located & { answer: Answer };

function exchange({ addresses, answer, body, headers, signal, url }: Exchange): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = { ...headers, 'Content-Length': Buffer.byteLength(body) };
    const outgoing = openPinned({ url, addresses, method: 'POST', headers: sent, signal });
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
  return error instanceof NotReachable ? `${error.message} ${HOW_TO_REACH}` : describeFailure(error);
}
