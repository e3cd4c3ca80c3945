import type { Kysely } from 'kysely';
import { listReleaseFiles } from './releases.ts';
import type { Tables } from './tables.ts';

export type PublicationProgress = {
  committedAt: string;
  /** The first finished release that contains the publication. */
  release: { number: number; finishedAt: string; changedPaths: string[] } | null;
};

/** How far a publication has come on its way to the visitors; null if there is none with this seq. */
export async function readPublicationProgress(
  tx: Kysely<Tables>,
  { seq }: { seq: number },
): Promise<PublicationProgress | null> {
  const publication = await tx
    .selectFrom('publication')
    .select('committed_at as committedAt')
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (publication === undefined) return null;
  const release = await tx
    .selectFrom('release')
    .select(['number', 'finished_at as finishedAt'])
    .where('seq', '>=', seq)
    .where('finished_at', 'is not', null)
    .$narrowType<{ finishedAt: string }>()
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  if (release === undefined) return { ...publication, release: null };
  const files = await listReleaseFiles(tx, { number: release.number });
  return { ...publication, release: { ...release, changedPaths: files.map(({ path }) => path) } };
}
