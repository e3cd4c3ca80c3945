import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type KnownClient = { userId: string; clientHash: string };

export async function isKnownClient(
  tx: Kysely<Tables>,
  { clientHash, userId }: KnownClient,
): Promise<boolean> {
  const known = await tx
    .selectFrom('known_client')
    .select('seen_at')
    .where('user_id', '=', userId)
    .where('client_hash', '=', clientHash)
    .executeTakeFirst();
  return known !== undefined;
}

/** Whether the user had been seen with it before. */
export async function rememberClient(
  tx: Kysely<Tables>,
  { clientHash, seenAt, userId }: KnownClient & { seenAt: string },
): Promise<boolean> {
  const isKnown = await isKnownClient(tx, { userId, clientHash });
  await tx
    .insertInto('known_client')
    .values({ user_id: userId, client_hash: clientHash, seen_at: seenAt })
    .onConflict((conflict) => conflict.columns(['user_id', 'client_hash']).doUpdateSet({ seen_at: seenAt }))
    .execute();
  return isKnown;
}

/** Those that nobody has come with since. */
export async function forgetClients(tx: Kysely<Tables>, { before }: { before: string }): Promise<void> {
  await tx.deleteFrom('known_client').where('seen_at', '<', before).execute();
}
