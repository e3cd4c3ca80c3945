import { createHash } from 'node:crypto';
import { countAttempt, forgetAttempts, takeBackAttempt } from '../store/attempt-counts.ts';
import type { Database } from '../store/database.ts';

/** How often something was tried, by whom, over all processes of the installation. */
type SharedAttempts = {
  /** Counts one more; where there were too many already, says for how long that holds, and counts nothing. */
  add(name: string, now: Date): Promise<{ waitMs: number } | null>;
  forget(name: string): Promise<void>;
  /** One of those that were counted was none. */
  takeBack(name: string): Promise<void>;
};

/** `what` keeps one kind of attempts from another one. */
type Kind = { what: string; max: number; windowMs: number };

export function createSharedAttempts(database: Database, { max, what, windowMs }: Kind): SharedAttempts {
  // Of the same length, whatever somebody sends.
  const keyOf = (name: string): string => createHash('sha256').update(`${what}\n${name}`).digest('base64url');
  return {
    add: async (name, now) => {
      const endsAt = new Date(now.getTime() + windowMs).toISOString();
      const attempt = { key: keyOf(name), max, now: now.toISOString(), endsAt };
      const full = await database.write((tx) => countAttempt(tx, attempt));
      return full === null ? null : { waitMs: Date.parse(full.endsAt) - now.getTime() };
    },
    forget: (name) => database.write((tx) => forgetAttempts(tx, { key: keyOf(name) })),
    takeBack: (name) => database.write((tx) => takeBackAttempt(tx, { key: keyOf(name) })),
  };
}
