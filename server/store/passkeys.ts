import type { Kysely } from 'kysely';
import { decodeList, encodeList } from './json.ts';
import type { Tables } from './tables.ts';

export type StoredPasskey = {
  /** By which its user knows it. */
  id: string;
  userId: string;
  /** By which the device knows it, in base64url. */
  credentialId: string;
  /** In COSE, in base64url. */
  publicKey: string;
  counter: number;
  transports: string[];
  isBackedUp: boolean;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
};

/** Whether it was new: nobody has it, nor has had it until now. */
export async function insertPasskey(
  tx: Kysely<Tables>,
  passkey: Omit<StoredPasskey, 'lastUsedAt'>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('passkey')
    .values({
      id: passkey.id,
      user_id: passkey.userId,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: encodeList(passkey.transports),
      is_backed_up: passkey.isBackedUp ? 1 : 0,
      name: passkey.name,
      created_at: passkey.createdAt,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

/** A user's, the oldest first. */
export async function listPasskeysOf(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<StoredPasskey[]> {
  const rows = await selectPasskeys(tx).where('user_id', '=', userId).orderBy('id').execute();
  return rows.map(passkeyOf);
}

/** Whosever it is. */
export async function findPasskey(
  tx: Kysely<Tables>,
  { credentialId }: { credentialId: string },
): Promise<StoredPasskey | null> {
  const row = await selectPasskeys(tx).where('credential_id', '=', credentialId).executeTakeFirst();
  return row === undefined ? null : passkeyOf(row);
}

export async function countPasskeysOf(tx: Kysely<Tables>, { userId }: { userId: string }): Promise<number> {
  const { passkeys } = await tx
    .selectFrom('passkey')
    .select(({ fn }) => fn.countAll().as('passkeys'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(passkeys);
}

type Owned = { id: string; userId: string };

/** One of a user's; null if the user has no such passkey. */
export async function readPasskeyOf(
  tx: Kysely<Tables>,
  { id, userId }: Owned,
): Promise<StoredPasskey | null> {
  const row = await selectPasskeys(tx).where('id', '=', id).where('user_id', '=', userId).executeTakeFirst();
  return row === undefined ? null : passkeyOf(row);
}

export async function renamePasskey(
  tx: Kysely<Tables>,
  { id, name, userId }: Owned & { name: string },
): Promise<void> {
  await tx.updateTable('passkey').set({ name }).where('id', '=', id).where('user_id', '=', userId).execute();
}

export type PasskeyUse = { id: string; counter: number; isBackedUp: boolean; usedAt: string };

export async function notePasskeyUse(
  tx: Kysely<Tables>,
  { counter, id, isBackedUp, usedAt }: PasskeyUse,
): Promise<void> {
  await tx
    .updateTable('passkey')
    .set({ counter, is_backed_up: isBackedUp ? 1 : 0, last_used_at: usedAt })
    .where('id', '=', id)
    .execute();
}

export async function deletePasskey(tx: Kysely<Tables>, { id, userId }: Owned): Promise<void> {
  await tx.deleteFrom('passkey').where('id', '=', id).where('user_id', '=', userId).execute();
}

export async function deletePasskeysOf(tx: Kysely<Tables>, { userId }: { userId: string }): Promise<void> {
  await tx.deleteFrom('passkey').where('user_id', '=', userId).execute();
}

function selectPasskeys(tx: Kysely<Tables>) {
  return tx
    .selectFrom('passkey')
    .select([
      'id',
      'user_id as userId',
      'credential_id as credentialId',
      'public_key as publicKey',
      'counter',
      'transports',
      'is_backed_up as isBackedUp',
      'name',
      'created_at as createdAt',
      'last_used_at as lastUsedAt',
    ]);
}

type PasskeyRow = Omit<StoredPasskey, 'transports' | 'isBackedUp'> & {
  transports: string;
  isBackedUp: 0 | 1;
};

function passkeyOf({ isBackedUp, transports, ...row }: PasskeyRow): StoredPasskey {
  return { ...row, transports: decodeList(transports), isBackedUp: isBackedUp === 1 };
}
