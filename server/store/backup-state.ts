import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Whether backups are made; where they are and what they hold stands beside them, and not in the database. */
export type BackupState = {
  /** The last one that is whole. */
  backupId: string | null;
  madeAt: string | null;
  failingSince: string | null;
  error: string | null;
};

/** Null where none was ever tried. */
export async function readBackupState(tx: Kysely<Tables>): Promise<BackupState | null> {
  const found = await tx
    .selectFrom('backup_state')
    .select(['backup_id as backupId', 'made_at as madeAt', 'failing_since as failingSince', 'error'])
    .executeTakeFirst();
  return found ?? null;
}

export async function recordBackup(
  tx: Kysely<Tables>,
  { at, id }: { id: string; at: string },
): Promise<void> {
  const values = { backup_id: id, made_at: at, failing_since: null, error: null };
  await tx
    .insertInto('backup_state')
    .values({ singleton: 1, ...values })
    .onConflict((conflict) => conflict.column('singleton').doUpdateSet(values))
    .execute();
}

export async function recordBackupFailure(
  tx: Kysely<Tables>,
  { at, error }: { at: string; error: string },
): Promise<void> {
  await tx
    .insertInto('backup_state')
    .values({ singleton: 1, backup_id: null, made_at: null, failing_since: at, error })
    .onConflict((conflict) =>
      conflict
        .column('singleton')
        .doUpdateSet({ error, failing_since: sql`coalesce(backup_state.failing_since, ${at})` }),
    )
    .execute();
}
