import type { Kysely } from 'kysely';
import { readAcceptedAt } from './accepted-at.ts';
import { decodeKept, listReleaseFiles } from './releases.ts';
import type { KeptPage } from './releases.ts';
import type { Tables } from './tables.ts';
import { readAnyPin } from './target-pins.ts';
import type { TargetPin } from './target-pins.ts';
import { readWithholding } from './withheld-publications.ts';
import type { Withholding } from './withheld-publications.ts';

export type PublicationProgress = {
  committedAt: string;
  acceptedAt: string;
  /** The target is kept at an earlier release: visitors do not get this before somebody resumes. */
  isHeld: boolean;
  /** That it is or was held back, and what came of it. */
  withholding: Withholding | null;
  /** The first finished release that shows the publication. */
  release: ReleaseOfPublication | null;
};

export type ReleaseOfPublication = {
  number: number;
  finishedAt: string;
  changedPaths: string[];
  /** What it left as it was, and still is so. */
  kept: KeptPage[];
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
  const withholding = await readWithholding(tx, { seq });
  const accepted = await readAcceptedAt(tx, [{ seq, ...publication }]);
  const acceptedAt = accepted.get(seq) ?? publication.committedAt;
  const about = { ...publication, acceptedAt, withholding };
  if (withholding !== null && isNeverShown(withholding)) return { ...about, isHeld: false, release: null };
  const pin = await readAnyPin(tx);
  if (pin !== null && seq > pin.seq) {
    const isHeld = (await countHeld(tx, { pin, seq })) > 0;
    return { ...about, isHeld, release: isHeld ? null : await readWithdrawal(tx, publication) };
  }
  const shownBy = withholding?.settled?.releaseNumber ?? null;
  if (pin !== null && shownBy !== null && shownBy > pin.releaseNumber)
    return { ...about, isHeld: true, release: null };
  const release = await selectFinished(tx)
    // Releases after it may have been without it for some time.
    .$if(shownBy !== null, (query) => query.where('number', '>=', shownBy ?? 0))
    .where('seq', '>=', seq)
    .executeTakeFirst();
  return { ...about, isHeld: false, release: release === undefined ? null : await withPaths(tx, release) };
}

/** Held back until now, or until something later took its place. */
function isNeverShown({ settled }: Withholding): boolean {
  return settled === null || settled.releaseNumber === null;
}

/** The release that took from a held target what was withdrawn; null where nothing had to be taken from it. */
async function readWithdrawal(
  tx: Kysely<Tables>,
  { committedAt }: { committedAt: string },
): Promise<ReleaseOfPublication | null> {
  const release = await selectFinished(tx)
    .where('reason', 'in', ['withdrawal', 'takedown'])
    .where('finished_at', '>=', committedAt)
    .executeTakeFirst();
  return release === undefined ? null : await withPaths(tx, release);
}

/** The first of those that are asked for. */
function selectFinished(tx: Kysely<Tables>) {
  return tx
    .selectFrom('release')
    .select(['number', 'target', 'finished_at as finishedAt', 'kept'])
    .where('finished_at', 'is not', null)
    .$narrowType<{ finishedAt: string }>()
    .orderBy('number')
    .limit(1);
}

type FinishedRelease = { number: number; target: string; finishedAt: string; kept: string | null };

async function withPaths(
  tx: Kysely<Tables>,
  { finishedAt, kept, number, target }: FinishedRelease,
): Promise<ReleaseOfPublication> {
  const files = await listReleaseFiles(tx, { number });
  const changedPaths = files.map(({ path }) => path);
  return { number, finishedAt, changedPaths, kept: await stillKept(tx, { kept: decodeKept(kept), target }) };
}

/** A page that fails is tried in every release of its target: those that the newest one could render are as they should be. */
async function stillKept(
  tx: Kysely<Tables>,
  { kept, target }: { kept: KeptPage[]; target: string },
): Promise<KeptPage[]> {
  if (kept.length === 0) return [];
  const newest = await tx
    .selectFrom('release')
    .select('kept')
    .where('target', '=', target)
    .where('finished_at', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const paths = new Set(decodeKept(newest.kept).map(({ path }) => path));
  return kept.filter(({ path }) => paths.has(path));
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
