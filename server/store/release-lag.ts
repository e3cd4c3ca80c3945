import type { Kysely } from 'kysely';
import { readLogHead } from './publications.ts';
import type { Tables } from './tables.ts';

export type ReleaseLag = {
  headSeq: number;
  /** 0 before the first release. */
  releasedSeq: number;
  /** When the first of those that visitors do not see was published; null where they see all. */
  waitsSince: string | null;
};

/** How far what visitors see is behind what is published. */
export async function readReleaseLag(
  tx: Kysely<Tables>,
  { target }: { target: string },
): Promise<ReleaseLag> {
  const { seq: headSeq } = await readLogHead(tx);
  const latest = await tx
    .selectFrom('release')
    .select('seq')
    .where('target', '=', target)
    .where('finished_at', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const releasedSeq = latest?.seq ?? 0;
  const first = await tx
    .selectFrom('publication')
    .select('committed_at as committedAt')
    .where('seq', '>', releasedSeq)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return { headSeq, releasedSeq, waitsSince: first?.committedAt ?? null };
}
