import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { appendAudit, type AuditRecord } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { notePasskeyUse, readPasskeyOf } from '../store/passkeys.ts';
import type { Tables } from '../store/tables.ts';
import type { RelyingParty } from './relying-party.ts';
import { wrongPasskey, type VerifiedPasskey } from './verify-passkey.ts';

type PasskeyUse = {
  verified: VerifiedPasskey;
  party: RelyingParty;
  now: Date;
  correlationId: string | null;
};

/** Under `lockSecondFactors`, so that of two that have counted to the same number one comes too late. */
export async function usePasskey(
  tx: Transaction<Tables>,
  { correlationId, now, party, verified }: PasskeyUse,
): Promise<void> {
  const { counter, id, isBackedUp, userId } = verified;
  const usedAt = now.toISOString();
  const passkey = await readPasskeyOf(tx, { id, userId });
  if (passkey === null) throw wrongPasskey(party);
  if (isSetBack({ counted: passkey.counter, shown: counter }))
    throw new PasskeySetBack({
      at: usedAt,
      actorId: userId,
      action: 'user.refuse-passkey',
      subject: `user:${userId}`,
      correlationId,
      details: { passkey: id, name: passkey.name, counted: passkey.counter, shown: counter },
    });
  await notePasskeyUse(tx, { id, counter, isBackedUp, usedAt });
}

/** A passkey that counts says a greater number each time: one that does not is a copy, or has been copied. */
function isSetBack({ counted, shown }: { counted: number; shown: number }): boolean {
  return (counted > 0 || shown > 0) && shown <= counted;
}

/** As `database.write`, for work that uses a passkey: what is refused as a copy is undone, and still in the audit. */
export async function writeWithPasskey<T>(
  database: Database,
  work: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  try {
    return await database.write(work);
  } catch (error) {
    if (error instanceof PasskeySetBack) await database.write((tx) => appendAudit(tx, error.record));
    throw error;
  }
}

class PasskeySetBack extends AppError {
  readonly record: AuditRecord;

  constructor(record: AuditRecord) {
    super(
      'wrong-passkey',
      'This passkey has counted less than it had before, as a copy of it would. Show something else, remove this passkey from your account, and add it anew.',
    );
    this.record = record;
  }
}
