import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '../../model/canonical-json.ts';

/** Where the chain of the audit begins. */
export const AUDIT_GENESIS_HASH = '0'.repeat(64);

type Details = Readonly<Record<string, unknown>>;

export function newSalt(): string {
  // Node draws these many at a time; asking the system for each takes longer than hashing the row.
  return randomUUID();
}

/** Kept when the details are erased: with the salt gone, it tells nothing of them. */
export function hashDetails({ details, salt }: { details: Details; salt: string | null }): string {
  return sha256({ details, salt });
}

export type HashedRecord = {
  id: string;
  at: string;
  actorId: string | null;
  token: { id: string; name: string } | null;
  action: string;
  subject: string;
  correlationId: string | null;
  detailsHash: string;
};

/** Of a row by itself, taken in the transaction that writes it. */
export function hashRecord(record: HashedRecord): string {
  const { action, actorId, at, correlationId, detailsHash, id, subject, token } = record;
  const hashed = { action, actorId, at, correlationId, detailsHash, id, subject };
  // Rows of before there was a token have their hash without one.
  return sha256(token === null ? hashed : { ...hashed, token });
}

/** Of a row in its place. */
export function hashLink(link: { seq: number; previousHash: string; recordHash: string }): string {
  const { previousHash, recordHash, seq } = link;
  return sha256({ previousHash, recordHash, seq });
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
