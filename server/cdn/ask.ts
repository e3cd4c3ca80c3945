import { once } from 'node:events';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { describeFailure } from '../outgoing/pinned-request.ts';
import { TryLater } from './cdn.ts';

const TIMEOUT_MS = 30_000;
const SHOWN_CHARACTERS = 300;

type Question = {
  method: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  signal: AbortSignal;
  /** Besides those from 200 to 299. */
  alsoFine?: readonly number[];
};

/** Resolves with the text of an answer that says yes. Throws in words for people; `TryLater` where it says to come back. */
export async function ask(url: string, question: Question): Promise<string> {
  const { alsoFine = [], signal } = question;
  const { host } = new URL(url);
  let answer: Answer;
  try {
    answer = await exchange(url, question);
  } catch (error) {
    signal.throwIfAborted();
    throw new TryLater(`${host} does not answer: ${describeFailure(error)}`, { afterMs: null });
  }
  const { body, retryAfterMs, status } = answer;
  if ((status >= 200 && status < 300) || alsoFine.includes(status)) return body;
  const said = `${host} answered ${status}: ${body.trim().slice(0, SHOWN_CHARACTERS)}`;
  if (status === 429 || status >= 500) throw new TryLater(said, { afterMs: retryAfterMs });
  throw new Error(said);
}

type Answer = { status: number; body: string; retryAfterMs: number | null };

/** With node:http and not fetch, which sends the name of the machine for that of the site. */
async function exchange(url: string, { body = '', headers, method, signal }: Question): Promise<Answer> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  const outgoing = request(url, {
    method,
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const retryAfter = Number(incoming.headers['retry-after'] ?? Number.NaN);
  return {
    status: incoming.statusCode ?? 0,
    body: await text(incoming),
    retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1_000 : null,
  };
}
