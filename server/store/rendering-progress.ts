import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type RenderingProgress = { rendered: number; left: number };

type Told = RenderingProgress & { target: string; now: string };

export async function tellRendering(
  tx: Kysely<Tables>,
  { left, now, rendered, target }: Told,
): Promise<void> {
  const values = { rendered, remaining: left, told_at: now };
  await tx
    .insertInto('rendering_progress')
    .values({ target, ...values })
    .onConflict((conflict) => conflict.column('target').doUpdateSet(values))
    .execute();
}

export async function forgetRendering(tx: Kysely<Tables>, { target }: { target: string }): Promise<void> {
  await tx.deleteFrom('rendering_progress').where('target', '=', target).execute();
}

/** The newest that has been told of since; null where nothing has. */
export async function readRendering(
  tx: Kysely<Tables>,
  { since }: { since: string },
): Promise<RenderingProgress | null> {
  const row = await tx
    .selectFrom('rendering_progress')
    .select(['rendered', 'remaining as left'])
    .where('told_at', '>=', since)
    .orderBy('told_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
