import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Gives the path to the entry in place of the one it had. Returns the id of the entry that holds the path now: if it is another
 * one, the path was taken and the caller undoes its transaction.
 */
export async function claimPath(
  tx: Kysely<Tables>,
  { path, entryId }: { path: string; entryId: string },
): Promise<string> {
  await tx.deleteFrom('public_path').where('entry_id', '=', entryId).where('path', '!=', path).execute();
  for (;;) {
    const claimed = await tx
      .insertInto('public_path')
      .values({ path, entry_id: entryId })
      .onConflict((conflict) => conflict.column('path').doNothing())
      .returning('entry_id')
      .executeTakeFirst();
    const holder = claimed?.entry_id ?? (await findPathHolder(tx, { path }));
    // Null when the holder has let go of it between the two statements.
    if (holder !== null) return holder;
  }
}

/** Frees the path of a withdrawn entry and returns it. */
export async function releasePath(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<string | null> {
  const released = await tx
    .deleteFrom('public_path')
    .where('entry_id', '=', entryId)
    .returning('path')
    .executeTakeFirst();
  return released?.path ?? null;
}

export async function findPathHolder(tx: Kysely<Tables>, { path }: { path: string }): Promise<string | null> {
  const row = await tx
    .selectFrom('public_path')
    .select('entry_id')
    .where('path', '=', path)
    .executeTakeFirst();
  return row?.entry_id ?? null;
}

/** With and without the slash at its end, a path is one page. */
export function slashForms(path: string): [string, string] {
  return path.endsWith('/') ? [path, path.slice(0, -1)] : [path, `${path}/`];
}

/** Which of these paths an entry holds, with the id of that entry. */
export async function findPathHolders(
  tx: Kysely<Tables>,
  { paths }: { paths: readonly string[] },
): Promise<{ path: string; entryId: string }[]> {
  if (paths.length === 0) return [];
  return await tx
    .selectFrom('public_path')
    .select(['path', 'entry_id as entryId'])
    .where('path', 'in', paths)
    .orderBy('path')
    .execute();
}
