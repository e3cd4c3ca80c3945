import { createHash } from 'node:crypto';
import { AppError, type ErrorCode } from '../errors.ts';
import { countAttempt, forgetAttempts, takeBackAttempt } from '../store/attempt-counts.ts';
import type { Database } from '../store/database.ts';

/** How often something was tried, by whom, over all processes of the installation. */
type SharedAttempts = {
  /** Counts one more; where there were too many already, refuses it with the time for which that holds, and counts nothing. */
  admit(name: string, now: Date): Promise<void>;
  forget(name: string): Promise<void>;
  /** One of those that were counted was none. */
  takeBack(name: string): Promise<void>;
};

type Kind = {
  /** Keeps one kind of attempts from another one. */
  what: string;
  max: number;
  windowMs: number;
  refusal: Refusal;
};

/** `instead`: what can be done at once, if anything. */
type Refusal = { code: ErrorCode; says: string; instead?: string };

export function createSharedAttempts(database: Database, kind: Kind): SharedAttempts {
  const { max, refusal, what, windowMs } = kind;
  // Of the same length, whatever somebody sends.
  const keyOf = (name: string): string => createHash('sha256').update(`${what}\n${name}`).digest('base64url');
  return {
    admit: async (name, now) => {
      const endsAt = new Date(now.getTime() + windowMs).toISOString();
      const attempt = { key: keyOf(name), max, now: now.toISOString(), endsAt };
      const full = await database.write((tx) => countAttempt(tx, attempt));
      if (full !== null) throw tooMany(refusal, Date.parse(full.endsAt) - now.getTime());
    },
    forget: (name) => database.write((tx) => forgetAttempts(tx, { key: keyOf(name) })),
    takeBack: (name) => database.write((tx) => takeBackAttempt(tx, { key: keyOf(name) })),
  };
}

function tooMany({ code, instead, says }: Refusal, waitMs: number): AppError {
  const again = `Try again in ${Math.ceil(waitMs / 60_000)} min`;
  const detail = `${says} ${instead === undefined ? again : `${again}, or ${instead}`}.`;
  return new AppError(code, detail, { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
}
