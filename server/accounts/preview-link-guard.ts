import type { Database } from '../store/database.ts';
import { networkOf } from './network-of.ts';
import { createSharedAttempts } from './shared-attempts.ts';

const ATTEMPTS_PER_NETWORK = 10;
const NETWORK_WINDOW_MS = 15 * 60_000;
/** Of everybody together: whoever has a thousand networks finds no password of ten characters with so few. */
const ATTEMPTS_OF_ALL = 200;
const ALL_WINDOW_MS = 60 * 60_000;

/** Slows down the guessing of the password of a link over all processes. */
export type PreviewLinkGuard = {
  /** Counts an attempt before its password is looked at, so that many at once do not slip through. */
  admit(attempt: LinkAttempt): Promise<void>;
  /** The password was right: forget the attempts from this network before it. */
  clear(attempt: LinkAttempt): Promise<void>;
};

export type LinkAttempt = { linkId: string; address: string | null; now: Date };

const TOO_MANY = {
  code: 'too-many-attempts',
  says: 'There were too many wrong passwords for this link.',
} as const;

export function createPreviewLinkGuard(database: Database): PreviewLinkGuard {
  const networks = createSharedAttempts(database, {
    what: 'preview link',
    max: ATTEMPTS_PER_NETWORK,
    windowMs: NETWORK_WINDOW_MS,
    refusal: TOO_MANY,
  });
  const all = createSharedAttempts(database, {
    what: 'preview link, all',
    max: ATTEMPTS_OF_ALL,
    windowMs: ALL_WINDOW_MS,
    refusal: TOO_MANY,
  });
  return {
    admit: async (attempt) => {
      await networks.admit(keyOf(attempt), attempt.now);
      await all.admit(attempt.linkId, attempt.now);
    },
    clear: (attempt) => networks.forget(keyOf(attempt)),
  };
}

function keyOf({ address, linkId }: LinkAttempt): string {
  return `${linkId}\n${networkOf(address)}`;
}
