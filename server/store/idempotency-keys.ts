import type { Kysely } from 'kysely';
import { decodeJson, encodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/** A request that its sender has given a name, so that it can be sent again without being done again. */
export type NamedRequest = { userId: string; key: string; requestHash: string };

export type StoredRequest = {
  requestHash: string;
  /** Null as long as it is being answered, and for good where the process ended before. */
  answer: Record<string, unknown> | null;
  createdAt: string;
};

/** In the transaction that does what was asked. False if another one has done it under this key; on Postgres it waits for that one's end. */
export async function claimKey(
  tx: Kysely<Tables>,
  { key, now, requestHash, userId }: NamedRequest & { now: string },
): Promise<boolean> {
  const claimed = await tx
    .insertInto('idempotency_key')
    .values({ user_id: userId, key, request_hash: requestHash, answer: null, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  return claimed !== undefined;
}

export async function readKey(
  db: Kysely<Tables>,
  { key, userId }: Pick<NamedRequest, 'userId' | 'key'>,
): Promise<StoredRequest | null> {
  const row = await db
    .selectFrom('idempotency_key')
    .select(['request_hash as requestHash', 'answer', 'created_at as createdAt'])
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { answer, createdAt, requestHash } = row;
  return { requestHash, createdAt, answer: answer === null ? null : decodeJson(answer) };
}

/** Keeps the answer, and forgets what is older than `before`. */
export async function keepAnswer(
  tx: Kysely<Tables>,
  request: Pick<NamedRequest, 'userId' | 'key'>,
  { answer, before }: { answer: Record<string, unknown>; before: string },
): Promise<void> {
  await tx
    .updateTable('idempotency_key')
    .set({ answer: encodeJson(answer) })
    .where('user_id', '=', request.userId)
    .where('key', '=', request.key)
    .execute();
  await tx.deleteFrom('idempotency_key').where('created_at', '<', before).execute();
}
