import { isAssetName } from '../../model/asset-name.ts';
import type { Transaction } from 'kysely';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { newId } from '../store/new-id.ts';
import {
  finishRelease,
  insertRelease,
  insertReleaseFiles,
  type KeptPage,
  type ReleaseFile,
  type StoredRelease,
} from '../store/releases.ts';
import type { Tables } from '../store/tables.ts';
import { publicPathOf } from './release/public-files.ts';
import type { Target, TargetFile, TargetPosition } from './target/target.ts';

/** Compared with what is live, whatever the records say: what is so already is left alone. */
export function differenceOf(
  { file, before, after }: Pick<ReleaseFile, 'file' | 'before' | 'after'>,
  cause: string,
): ReleaseFile[] {
  if (isSameFile(before, after)) return [];
  const change = before === null ? 'created' : after === null ? 'removed' : 'changed';
  return [{ file, path: publicPathOf(file), change, before, after, cause }];
}

function isSameFile(a: TargetFile | null, b: TargetFile | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.hash === b.hash &&
    a.contentType === b.contentType &&
    a.redirect?.status === b.redirect?.status &&
    a.redirect?.location === b.redirect?.location
  );
}

type NewRelease = {
  basis: Pick<StoredRelease, 'seq' | 'publicationHash' | 'templateBuild'>;
  reason: StoredRelease['reason'];
  files: readonly ReleaseFile[];
  correlationId?: string | null | undefined;
  work?: { pagesRendered: number };
  kept?: readonly KeptPage[] | undefined;
};

type Recorded = { number: number; position: TargetPosition };

/** Before it is applied, so that the log of releases never lacks one that visitors have seen. */
export async function recordRelease(
  tx: Transaction<Tables>,
  target: Target,
  { basis, files, correlationId = null, kept = [], reason, work = { pagesRendered: 0 } }: NewRelease,
): Promise<Recorded> {
  const { publicationHash, seq, templateBuild } = basis;
  const number = await insertRelease(tx, {
    target: target.name,
    seq,
    publicationHash,
    templateBuild,
    reason,
    pagesRendered: work.pagesRendered,
    createdAt: new Date().toISOString(),
    finishedAt: null,
    timings: {},
    correlationId,
    work,
    kept,
  });
  await insertReleaseFiles(tx, { number, files });
  return {
    number,
    position: { releaseId: newId(), releaseNumber: number, seq, publicationHash, templateBuild },
  };
}

export type ReleaseDone = {
  number: number;
  created: number;
  changed: number;
  removed: number;
  timings: Record<string, number>;
  finishedAt: string;
};

export async function applyRecorded(
  { database, log, target }: { database: Database; target: Target; log: Log },
  { number, position, files }: Recorded & { files: readonly ReleaseFile[] },
): Promise<ReleaseDone> {
  const startedAt = performance.now();
  const changes = files.map(({ file, after: now }) => ({
    file,
    now: now !== null && isAssetName(file) ? { ...now, isAsset: true } : now,
  }));
  await target.apply({ from: target.position(), to: position, changes });
  const timings = { target: Math.round((performance.now() - startedAt) * 10) / 10 };
  const finishedAt = new Date().toISOString();
  await database.write((tx) => finishRelease(tx, { number, finishedAt, timings }));
  const counts = countChanges(files);
  log.info({ release: { number, ...counts, timings } }, 'released by recorded differences');
  return { number, ...counts, timings, finishedAt };
}

export function countChanges(files: readonly ReleaseFile[]): Record<ReleaseFile['change'], number> {
  const count = (change: ReleaseFile['change']): number =>
    files.filter((file) => file.change === change).length;
  return { created: count('created'), changed: count('changed'), removed: count('removed') };
}
