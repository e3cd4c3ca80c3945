import type { Kysely } from 'kysely';
import type { PresenceTable, Tables } from './tables.ts';

/** A window in which somebody has an entry open. */
export type Present = {
  userId: string;
  /** Chosen by the window. */
  clientId: string;
  blockId: string | null;
  /** Whether the user may save the entry, hence hold its lease. */
  maySave: boolean;
  /** Of one entry, at most one does. */
  isHolder: boolean;
  openedAt: string;
  expiresAt: string;
};

/** Whoever opened the entry first comes first. Those that have expired and that nobody has noticed yet are among them. */
export async function readPresence(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<(Present & { userName: string })[]> {
  const rows = await tx
    .selectFrom('presence')
    .innerJoin('user', 'user.id', 'presence.user_id')
    .selectAll('presence')
    .select('user.name as userName')
    .where('entry_id', '=', entryId)
    .orderBy('opened_at')
    .orderBy('client_id')
    .execute();
  return rows.map((row) => Object.assign(presentOf(row), { userName: row.userName }));
}

function presentOf(row: PresenceTable): Present {
  return {
    userId: row.user_id,
    clientId: row.client_id,
    blockId: row.block_id,
    maySave: row.may_save === 1,
    isHolder: row.is_holder === 1,
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
  };
}

/** In place of all that was there. Ask under `lockDecision` before. */
export async function putPresence(
  tx: Kysely<Tables>,
  { entryId, present }: { entryId: string; present: readonly Present[] },
): Promise<void> {
  await tx.deleteFrom('presence').where('entry_id', '=', entryId).execute();
  if (present.length === 0) return;
  const rows = present.map((window): PresenceTable => ({
    entry_id: entryId,
    user_id: window.userId,
    client_id: window.clientId,
    block_id: window.blockId,
    may_save: window.maySave ? 1 : 0,
    is_holder: window.isHolder ? 1 : 0,
    opened_at: window.openedAt,
    expires_at: window.expiresAt,
  }));
  await tx.insertInto('presence').values(rows).execute();
}

/** The entries of which a window has expired. */
export async function listExpiredPresence(tx: Kysely<Tables>, { now }: { now: string }): Promise<string[]> {
  const rows = await tx
    .selectFrom('presence')
    .select('entry_id as entryId')
    .distinct()
    .where('expires_at', '<=', now)
    .execute();
  return rows.map(({ entryId }) => entryId);
}
