import assert from 'node:assert/strict';
import type { Kysely, Selectable } from 'kysely';
import { announceRelease } from './announce-release.ts';
import { purgeReleased } from './cdn-purges.ts';
import { compileOnce } from './compile-once.ts';
import { appendEvent } from './events.ts';
import { decodeJson, decodeNumbers, encodeJson } from './json.ts';
import { closeNumberGap } from './release-numbers.ts';
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
  /** What was done for it, counted: `rowsRead`, `readsReevaluated`, `pagesRendered`. */
  work: Record<string, number>;
};

/** A page that a release could not render: visitors get what was there before. */
export type KeptPage = {
  path: string;
  /** The template's own words. */
  message: string;
  /** The template's file, with the line, as far as they are known. */
  template: string | null;
};

/** A file of a target, as a release leaves it. */
export type StoredFile = {
  /** SHA-256 of the bytes. */
  hash: string;
  contentType: string;
  redirect: { status: number; location: string } | null;
};

export type ReleaseFile = {
  /** Its name in the tree. */
  file: string;
  /** Where visitors read it. */
  path: string;
  change: ReleaseFileTable['change'];
  /** Null where there was no such file. */
  before: StoredFile | null;
  /** Null where there is none any more. */
  after: StoredFile | null;
  /** What made it change, for people, where that is known. */
  cause: string | null;
};

/** SQLite takes 32,766 parameters in a statement and Postgres 65,535; a file has eleven. */
const FILES_PER_INSERT = 1_000;

/** Returns the number of the release. */
export async function insertRelease(
  tx: Kysely<Tables>,
  release: Omit<StoredRelease, 'number'> & { kept?: readonly KeptPage[] },
): Promise<number> {
  const { kept = [] } = release;
  const row = {
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
    work: encodeJson(release.work),
    kept: kept.length === 0 ? null : encodeJson({ pages: kept }),
  };
  const [inserted] = (await insertReleaseRow(tx, { rows: [row] })).rows;
  assert(inserted !== undefined, 'an insert returns its row');
  return inserted.number;
}

const insertReleaseRow = compileOnce(
  (db, { rows }: { rows: readonly Omit<Selectable<ReleaseTable>, 'number'>[] }) =>
    db.insertInto('release').values(rows).returning('number'),
);

export async function insertReleaseFiles(
  tx: Kysely<Tables>,
  { number, files }: { number: number; files: readonly ReleaseFile[] },
): Promise<void> {
  for (let start = 0; start < files.length; start += FILES_PER_INSERT) {
    const rows = files.slice(start, start + FILES_PER_INSERT).map((file) => ({
      release_number: number,
      path: file.path,
      change: file.change,
      hash: file.after?.hash ?? null,
      previous_hash: file.before?.hash ?? null,
      file: file.file,
      content_type: file.after?.contentType ?? null,
      previous_content_type: file.before?.contentType ?? null,
      redirect: encodeRedirect(file.after),
      previous_redirect: encodeRedirect(file.before),
      cause: file.cause,
    }));
    await insertFileRows(tx, { rows });
  }
}

const insertFileRows = compileOnce((db, { rows }: { rows: readonly ReleaseFileTable[] }) =>
  db.insertInto('release_file').values(rows),
);

export async function finishRelease(
  tx: Kysely<Tables>,
  { number, finishedAt, timings }: { number: number; finishedAt: string; timings: Record<string, number> },
): Promise<void> {
  const { rows } = await setFinished(tx, { number, finishedAt, timings: encodeJson(timings) });
  for (const release of rows) await tellOfRelease(tx, { ...release, number, finishedAt });
  await announceRelease(tx, { number, now: finishedAt });
}

type Finish = { number: number; finishedAt: string; timings: string };

const setFinished = compileOnce((db, { finishedAt, number, timings }: Finish) =>
  db
    .updateTable('release')
    .set({ finished_at: finishedAt, timings })
    .where('number', '=', number)
    .returning(['seq', 'correlation_id as correlationId']),
);

type Finished = { number: number; seq: number; correlationId: string | null; finishedAt: string };

async function tellOfRelease(tx: Kysely<Tables>, finished: Finished): Promise<void> {
  const { correlationId, finishedAt: at, number: release, seq: publication } = finished;
  const about = { release, publication };
  await appendEvent(tx, { at, kind: 'release.live', actorId: null, correlationId, about });
  await purgeReleased(tx, { now: at, correlationId });
}

export async function readLatestRelease(
  tx: Kysely<Tables>,
  { target }: { target: string },
): Promise<StoredRelease | null> {
  const [latest] = (await selectLatest(tx, { target })).rows;
  return latest === undefined ? null : storedRelease(latest);
}

const selectLatest = compileOnce((db, { target }: { target: string }) =>
  selectReleases(db).where('target', '=', target).orderBy('number', 'desc').limit(1),
);

/** These are made of what is on record, with no templates at all. */
const UNRENDERED: readonly StoredRelease['reason'][] = ['rollback', 'withdrawal', 'takedown'];

/** The template build that the target's pages were last rendered with, up to this release; null where none is on record. */
export async function readRenderedBuild(
  tx: Kysely<Tables>,
  { target, upTo }: { target: string; upTo: number },
): Promise<string | null> {
  const row = await tx
    .selectFrom('release')
    .select('template_build as templateBuild')
    .where('target', '=', target)
    .where('number', '<=', upTo)
    .where('reason', 'not in', UNRENDERED)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.templateBuild ?? null;
}

/** The newest first; of one target and before a number, if they are named. */
export async function listReleases(
  tx: Kysely<Tables>,
  { target, limit, before }: { target?: string; limit: number; before?: number | undefined },
): Promise<StoredRelease[]> {
  const rows = await selectReleases(tx)
    .$if(target !== undefined, (query) => query.where('target', '=', target ?? ''))
    .$if(before !== undefined, (query) => query.where('number', '<', before ?? 0))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(storedRelease);
}

export async function readRelease(
  tx: Kysely<Tables>,
  { number }: { number: number },
): Promise<StoredRelease | null> {
  const row = await selectReleases(tx).where('number', '=', number).executeTakeFirst();
  return row === undefined ? null : storedRelease(row);
}

function selectReleases(tx: Kysely<Tables>) {
  return tx
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
      'work',
    ]);
}

type ReleaseRow = Awaited<ReturnType<ReturnType<typeof selectReleases>['executeTakeFirstOrThrow']>>;

function storedRelease({ timings, work, ...release }: ReleaseRow): StoredRelease {
  return Object.assign(release, { timings: decodeNumbers(timings), work: decodeNumbers(work) });
}

/** As `insertRelease` has written them. */
export function decodeKept(kept: string | null): KeptPage[] {
  return kept === null ? [] : (decodeJson(kept) as { pages: KeptPage[] }).pages;
}

/** In the order of their paths. */
export async function listReleaseFiles(
  tx: Kysely<Tables>,
  { number }: { number: number },
): Promise<ReleaseFile[]> {
  const rows = await tx
    .selectFrom('release_file')
    .selectAll()
    .where('release_number', '=', number)
    .orderBy('path')
    .execute();
  return rows.map(releaseFileOf);
}

/** Rows of an older program name no file and no content type; what they do not say is not made up. */
export function releaseFileOf(row: ReleaseFileTable): ReleaseFile {
  const { path, change, cause } = row;
  return {
    file: row.file ?? '',
    path,
    change,
    before: storedFile(row.previous_hash, row.previous_content_type, row.previous_redirect),
    after: storedFile(row.hash, row.content_type, row.redirect),
    cause,
  };
}

function storedFile(
  hash: string | null,
  contentType: string | null,
  redirect: string | null,
): StoredFile | null {
  if (hash === null) return null;
  return {
    hash,
    contentType: contentType ?? '',
    // What was written as a redirect is read as one.
    redirect: redirect === null ? null : (decodeJson(redirect) as StoredFile['redirect']),
  };
}

function encodeRedirect(file: StoredFile | null): string | null {
  return file === null || file.redirect === null ? null : encodeJson(file.redirect);
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
    .select(['number', 'seq', 'correlation_id as correlationId'])
    .where('target', '=', target)
    .where('finished_at', 'is', null)
    .execute();
  for (const { number, ...release } of unfinished) {
    if (number === appliedNumber) {
      await tx.updateTable('release').set({ finished_at: now }).where('number', '=', number).execute();
      await tellOfRelease(tx, { ...release, number, finishedAt: now });
      await announceRelease(tx, { number, now });
    } else {
      await tx.deleteFrom('release_file').where('release_number', '=', number).execute();
      await tx.deleteFrom('release').where('number', '=', number).execute();
    }
  }
  await closeNumberGap(tx);
}
