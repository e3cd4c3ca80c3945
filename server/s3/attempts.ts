import { setTimeout as delay } from 'node:timers/promises';
import { statusOf } from './bucket-problem.ts';

/** With the waits in between, some ten seconds: a service that is being restarted is back by then; after that, whoever publishes tries again. */
const ATTEMPTS_MAX = 6;
const FIRST_WAIT_MS = 150;

type Send<T> = (signal: AbortSignal) => Promise<T>;

export type Attempt = <T>(send: Send<T>, options: { timeoutMs: number }) => Promise<T>;

/** Aborted when no request may go on. Throws where none may begin. */
export type WhileAllowed = () => AbortSignal;

/** Tries a request again where that may help, after longer and longer waits of which chance takes some off: many do not come back at once. */
export function createAttempts(signal: AbortSignal, whileAllowed: WhileAllowed): Attempt {
  return async (send, { timeoutMs }) => {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const allowed = whileAllowed();
      const limit = new AbortController();
      // Over with the answer: whoever reads a body from then on may take their time.
      const timer = setTimeout(() => limit.abort(), timeoutMs);
      try {
        return await send(AbortSignal.any([signal, allowed, limit.signal]));
      } catch (error) {
        if (allowed.aborted) throw allowed.reason;
        if (attempt === ATTEMPTS_MAX || signal.aborted || !mayPass(error)) throw error;
      } finally {
        clearTimeout(timer);
      }
      await delay(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), undefined, { signal });
    }
  };
}

/** Of the network, or of a service that is overloaded or mended. */
function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== null) return (status >= 500 && status !== 501) || status === 429 || status === 408;
  return !(error instanceof Error && /Credential|TokenProvider/.test(error.name));
}
