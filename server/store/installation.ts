import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { newId } from './new-id.ts';
import type { Tables } from './tables.ts';

/** What is chosen once for this installation and must be the same in every process. */
export type Installation = {
  id: string;
  /** Astro's ASTRO_KEY. */
  templateKey: string;
  demoSeeded: boolean;
  createdAt: string;
};

/** AES-GCM with 256 bits, which is what Astro takes. */
const TEMPLATE_KEY_BYTES = 32;

/** Of several processes that start at once on a new database, all get what the first one chose. */
export async function readOrCreateInstallation(
  database: Database,
  { now }: { now: string },
): Promise<Installation> {
  const existing = await readInstallation(database);
  if (existing !== null) return existing;
  await database.write(async (tx) => {
    await tx
      .insertInto('installation')
      .values({
        singleton: 1,
        id: newId(),
        template_key: randomBytes(TEMPLATE_KEY_BYTES).toString('base64'),
        demo_seeded: 0,
        created_at: now,
        environment: null,
      })
      .onConflict((conflict) => conflict.column('singleton').doNothing())
      .execute();
  });
  const created = await readInstallation(database);
  if (created === null) throw new Error('the installation row was removed while it was made');
  return created;
}

/** Says whether this call was the first. */
export async function markDemoSeeded(database: Database): Promise<boolean> {
  return await database.write(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('installation')
      .set({ demo_seeded: 1 })
      .where('demo_seeded', '=', 0)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  });
}

/** Which environment the database belongs to; null: no process has named one. */
export async function readEnvironment({ db }: { db: Kysely<Tables> }): Promise<string | null> {
  const row = await db.selectFrom('installation').select('environment').executeTakeFirst();
  return row?.environment ?? null;
}

/** `from`: only where the database belongs to that one still. */
export async function nameEnvironment(
  database: Database,
  { from, name, now }: { from?: null; name: string | null; now: string },
): Promise<void> {
  await readOrCreateInstallation(database, { now });
  await database.write(async (tx) => {
    const update = tx.updateTable('installation').set({ environment: name });
    await (from === undefined ? update : update.where('environment', 'is', from)).execute();
  });
}

async function readInstallation({ db }: Database): Promise<Installation | null> {
  const row = await db
    .selectFrom('installation')
    .select(['id', 'template_key as templateKey', 'demo_seeded as demoSeeded', 'created_at as createdAt'])
    .executeTakeFirst();
  return row === undefined ? null : { ...row, demoSeeded: row.demoSeeded === 1 };
}
