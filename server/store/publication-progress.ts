import type { Kysely } from 'kysely';
import { listReleaseFiles } from './releases.ts';
import type { Tables } from './tables.ts';
import { readAnyPin } from './target-pins.ts';
import type { TargetPin } from './target-pins.ts';

export type PublicationProgress = {
  committedAt: string;
  /** The target is kept at an earlier release: visitors do not get this before somebody resumes. */
  isHeld: boolean;
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
  const pin = await readAnyPin(tx);
  if (pin !== null && seq > pin.seq) {
    const isHeld = (await countHeld(tx, { pin, seq })) > 0;
    return { ...publication, isHeld, release: isHeld ? null : await readWithdrawal(tx, publication) };
  }
  const release = await tx
    .selectFrom('release')
    .select(['number', 'finished_at as finishedAt'])
    .where('seq', '>=', seq)
    .where('finished_at', 'is not', null)
    .$narrowType<{ finishedAt: string }>()
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  if (release === undefined) return { ...publication, isHeld: false, release: null };
  return { ...publication, isHeld: false, release: await withPaths(tx, release) };
}

/** The release that took from a held target what was withdrawn; null where nothing had to be taken from it. */
async function readWithdrawal(
  tx: Kysely<Tables>,
  { committedAt }: { committedAt: string },
): Promise<PublicationProgress['release']> {
  const release = await tx
    .selectFrom('release')
    .select(['number', 'finished_at as finishedAt'])
    .where('reason', 'in', ['withdrawal', 'takedown'])
    .where('finished_at', '>=', committedAt)
    .$narrowType<{ finishedAt: string }>()
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  return release === undefined ? null : await withPaths(tx, release);
}

async function withPaths(
  tx: Kysely<Tables>,
  release: { number: number; finishedAt: string },
): Promise<NonNullable<PublicationProgress['release']>> {
  const files = await listReleaseFiles(tx, { number: release.number });
  return { ...release, changedPaths: files.map(({ path }) => path) };
}

/**
 * How many publications wait for the end of a pin: those after what it shows, but for withdrawals that have been applied all the same. Of
 * one publication, if its number is given.
 */
export async function countHeld(
  tx: Kysely<Tables>,
  { pin, seq }: { pin: TargetPin; seq?: number },
): Promise<number> {
  const { held } = await tx
    .selectFrom('publication')
    .select(({ fn }) => fn.countAll().as('held'))
    .where('publication.seq', '>', pin.seq)
    .$if(seq !== undefined, (query) => query.where('publication.seq', '=', seq ?? 0))
    .where((expression) =>
      expression.or([
        expression('publication.seq', '>', pin.withdrawalsSeq),
        expression.exists(
          expression
            .selectFrom('publication_item as item')
            .select('item.seq')
            .whereRef('item.seq', '=', 'publication.seq')
            .where('item.kind', '!=', 'withdraw'),
        ),
      ]),
    )
    .executeTakeFirstOrThrow();
  return Number(held);
}
