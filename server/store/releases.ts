import type { Kysely } from 'kysely';
import { decodeTimings, encodeJson } from './json.ts';
import type { ReleaseFileTable, ReleaseTable, Tables } from './tables.ts';

/** What bringing a target to a basis changed. */
export type StoredRelease = {
  number: number;
  target: string;
  seq: number;
  publicationHash: string;
  templateBuild: string;
  reason: ReleaseTable['reason'];
  pagesRendered: number;
  createdAt: string;
  /** Null while it is being applied, and for ever if that failed. */
  finishedAt: string | null;
  /** Milliseconds by stage. */
  timings: Record<string, number>;
  correlationId: string | null;
};

export type ReleaseFile = {
  path: string;
  change: ReleaseFileTable['change'];
  hash: string | null;
  previousHash: string | null;
};

/** SQLite takes 32,766 parameters in a statement and Postgres 65,535; a file has five. */
const FILES_PER_INSERT = 1_000;

/** Returns the number of the release. */
export async function insertRelease(
  tx: Kysely<Tables>,
  release: Omit<StoredRelease, 'number'>,
): Promise<number> {
  const { number } = await tx
    .insertInto('release')
    .values({
      target: release.target,
      seq: release.seq,
      publication_hash: release.publicationHash,
      template_build: release.templateBuild,
      reason: release.reason,
      pages_rendered: release.pagesRendered,
      created_at: release.createdAt,
      finished_at: release.finishedAt,
      timings: encodeJson(release.timings),
      correlation_id: release.correlationId,
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return number;
}

export async function insertReleaseFiles(
  tx: Kysely<Tables>,
  { number, files }: { number: number; files: readonly ReleaseFile[] },
): Promise<void> {
  for (let start = 0; start < files.length; start += FILES_PER_INSERT) {
    const rows = files.slice(start, start + FILES_PER_INSERT).map((file) => ({
      release_number: number,
      path: file.path,
      change: file.change,
      hash: file.hash,
      previous_hash: file.previousHash,
    }));
    await tx.insertInto('release_file').values(rows).execute();
  }
}

export async function finishRelease(
  tx: Kysely<Tables>,
  { number, finishedAt, timings }: { number: number; finishedAt: string; timings: Record<string, number> },
): Promise<void> {
  await tx
    .updateTable('release')
    .set({ finished_at: finishedAt, timings: encodeJson(timings) })
    .where('number', '=', number)
    .execute();
}

export async function readLatestRelease(
  tx: Kysely<Tables>,
  { target }: { target: string },
): Promise<StoredRelease | null> {
  const [latest] = await listReleases(tx, { target, limit: 1 });
  return latest ?? null;
}

/** The newest first. */
export async function listReleases(
  tx: Kysely<Tables>,
  { target, limit }: { target: string; limit: number },
): Promise<StoredRelease[]> {
  const rows = await tx
    .selectFrom('release')
    .select([
      'number',
      'target',
      'seq',
      'publication_hash as publicationHash',
      'template_build as templateBuild',
      'reason',
      'pages_rendered as pagesRendered',
      'created_at as createdAt',
      'finished_at as finishedAt',
      'timings',
      'correlation_id as correlationId',
    ])
    .where('target', '=', target)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ timings, ...release }) => Object.assign(release, { timings: decodeTimings(timings) }));
}

/** In the order of their paths. */
export async function listReleaseFiles(
  tx: Kysely<Tables>,
  { number }: { number: number },
): Promise<ReleaseFile[]> {
  return await tx
    .selectFrom('release_file')
    .select(['path', 'change', 'hash', 'previous_hash as previousHash'])
    .where('release_number', '=', number)
    .orderBy('path')
    .execute();
}

/**
 * Ends what an interrupted publisher left unfinished: the release that the target is at did happen, and any other never did. Only the one
 * publisher of the target may call it.
 */
export async function settleReleases(
  tx: Kysely<Tables>,
  { appliedNumber, now, target }: { appliedNumber: number | null; now: string; target: string },
): Promise<void> {
  const unfinished = await tx
    .selectFrom('release')
    .select('number')
    .where('target', '=', target)
    .where('finished_at', 'is', null)
    .execute();
  for (const { number } of unfinished) {
    if (number === appliedNumber) {
      await tx.updateTable('release').set({ finished_at: now }).where('number', '=', number).execute();
    } else {
      await tx.deleteFrom('release_file').where('release_number', '=', number).execute();
      await tx.deleteFrom('release').where('number', '=', number).execute();
    }
  }
}
