import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: cannot be guessed, so a plain hash of it is enough. */
const TOKEN_BYTES = 32;

/** A token is known to its bearer only; the database keeps its hash, so that a copy of the database opens nothing. */
export type SecretToken = { token: string; tokenHash: string };

export function createSecretToken(): SecretToken {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, tokenHash: hashToken(token) };
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
