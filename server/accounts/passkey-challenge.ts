import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import {
  deletePasskeyChallenge,
  isPasskeyChallengeOpen,
  putPasskeyChallenge,
  type AskedChallenge,
} from '../store/passkey-challenges.ts';
import type { Tables } from '../store/tables.ts';
import { createSecretToken, hashToken } from './secret-token.ts';

/** Time to find the key in a bag, and to be told by the browser how to use it. */
export const CHALLENGE_LIFETIME_MS = 5 * 60_000;

/** What a passkey is asked for, and of whom. */
export type Asked = Omit<AskedChallenge, 'challengeHash'> & { now: Date };

/** To be signed by a passkey. Like other tokens it is known to who asked for it, and kept as a hash. */
export async function createChallenge(
  tx: Transaction<Tables>,
  { now, pendingHash, purpose, userId }: Asked,
): Promise<string> {
  const { token: challenge, tokenHash: challengeHash } = createSecretToken();
  await putPasskeyChallenge(tx, {
    challengeHash,
    purpose,
    userId,
    pendingHash,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + CHALLENGE_LIFETIME_MS).toISOString(),
  });
  return challenge;
}

/** The challenge that was signed, if it is one of these. It stays open until `takeChallenge`. */
export async function requireChallenge(
  tx: Kysely<Tables>,
  { clientDataJSON, now, ...asked }: Asked & { clientDataJSON: string },
): Promise<string> {
  const challenge = challengeIn(clientDataJSON);
  const open = { ...asked, challengeHash: hashToken(challenge), now: now.toISOString() };
  if (!(await isPasskeyChallengeOpen(tx, open))) throw challengeNotOpen();
  return challenge;
}

/** In the transaction that does what was asked for: of two with the same one, one comes too late. */
export async function takeChallenge(tx: Transaction<Tables>, challenge: string): Promise<void> {
  if (!(await deletePasskeyChallenge(tx, { challengeHash: hashToken(challenge) }))) throw challengeNotOpen();
}

const clientDataSchema = z.object({ challenge: z.string() });

/** Empty where there is none: nothing was asked by that. */
function challengeIn(clientDataJSON: string): string {
  const text = Buffer.from(clientDataJSON, 'base64url').toString();
  return clientDataSchema.safeParse(parsedOrNull(text)).data?.challenge ?? '';
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function challengeNotOpen(): AppError {
  return new AppError(
    'challenge-not-open',
    'The passkey has answered what is not asked here now: it took more than five minutes, was asked for something else, or has been used. Begin again.',
  );
}
