import type { FailureKind, Reply } from './ask.ts';

export const VERDICTS = ['broken', 'moved', 'password', 'private', 'refused', 'unsure', 'ok'] as const;

/**
 * - `broken`: nobody gets anything there.
 * - `moved`: it leads on for good, to an address that is there.
 * - `password`: it holds a user or a password; nobody was asked, as nobody is in the next two.
 * - `private`: it leads, or is led on, to what is not on the public internet.
 * - `refused`: it leads, or is led on, to a port of another service, or to nothing of the web.
 * - `unsure`: the answer is meant for programs, or for now.
 */
export type Verdict = (typeof VERDICTS)[number];

export type Judgement = { verdict: Verdict; detail: string };

/** Of an answer that leads nowhere else, to GET where HEAD did not do. */
export function judge(reply: Reply): Judgement {
  if (reply.kind !== 'answered') return { verdict: FAILURES[reply.kind], detail: reply.message };
  const { status } = reply;
  const verdict = isThere(status) ? 'ok' : status === 404 || status === 410 ? 'broken' : 'unsure';
  return { verdict, detail: `It answered ${status}.` };
}

const FAILURES: Readonly<Record<FailureKind, Verdict>> = {
  private: 'private',
  password: 'password',
  refused: 'refused',
  'no-such-host': 'broken',
  'connection-refused': 'broken',
  'not-trusted': 'broken',
  'timed-out': 'unsure',
  nonsense: 'unsure',
  failed: 'unsure',
};

/** Of a file without any bytes there is no first one: 416. */
function isThere(status: number): boolean {
  return (status >= 200 && status < 300) || status === 416;
}

/** Whether the answer to HEAD holds for those who want the page: many servers know GET alone. */
export function isSettled(reply: Reply): boolean {
  if (reply.kind !== 'answered') return reply.kind !== 'nonsense';
  const { status } = reply;
  return (status >= 200 && status < 400) || status === 429 || status === 503;
}
