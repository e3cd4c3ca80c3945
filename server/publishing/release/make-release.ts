import type { ContentCache } from '../../../content-cache/cache.ts';
import { listEntryPaths, replacePages } from '../../../content-cache/pages.ts';
import type { LogPosition } from '../../../model/publication.ts';
import type { Log } from '../../log.ts';
import type { Database as PrimaryDatabase } from '../../store/database.ts';
import { newId } from '../../store/new-id.ts';
import { finishRelease, insertRelease, insertReleaseFiles } from '../../store/releases.ts';
import type { StoredRelease } from '../../store/releases.ts';
import { findCaseClashes } from '../plan/file-conflicts.ts';
import type { Renderer } from '../render/renderer.ts';
import type { Target, TargetPosition } from '../target/target.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { compareFiles } from './compare-files.ts';
import type { FileDifference } from './compare-files.ts';
import { renderSite } from './render-site.ts';

export type ReleaseContext = {
  database: PrimaryDatabase;
  target: Target;
  cache: ContentCache;
  withCache<T>(work: () => Promise<T>): Promise<T>;
  build: TemplateBuild;
  renderer: Renderer;
  log: Log;
};

export type ReleaseOrder = {
  basis: LogPosition;
  reason: StoredRelease['reason'];
  correlationId: string | null;
};

export type ReleaseSummary = {
  number: number;
  seq: number;
  templateBuild: string;
  reason: StoredRelease['reason'];
  pagesRendered: number;
  created: number;
  changed: number;
  removed: number;
  /** Milliseconds by stage. */
  timings: Record<string, number>;
  finishedAt: string;
};

/** Brings the target to the basis. Until it is applied, nothing that visitors see has changed. */
export async function makeRelease(context: ReleaseContext, order: ReleaseOrder): Promise<ReleaseSummary> {
  const { build, cache, log, renderer, target } = context;
  const stages = startStages();
  const live = new Map(Array.from(target.list(), ({ file, ...now }) => [file, now] as const));
  const entryPaths = listEntryPaths(cache.connection);
  const site = await renderSite({ basis: order.basis, build, entryPaths, renderer, target, live });
  stages.end('render');
  const difference = compareFiles({ before: live, after: site.files });
  stages.end('compare');
  warnOfCaseClashes(log, site.files.keys());
  const position = await recordRelease(context, order, { difference, pagesRendered: site.pagesRendered });
  stages.end('record');
  await target.apply({ from: target.position(), to: position, changes: difference.changes });
  stages.end('target');
  const { releaseId } = position;
  await context.withCache(async () => replacePages(cache.connection, { pages: site.pages, releaseId }));
  stages.end('pages');
  const finishedAt = new Date().toISOString();
  const number = position.releaseNumber;
  const { timings } = stages;
  await context.database.write((tx) => finishRelease(tx, { number, finishedAt, timings }));
  const summary = {
    ...summarise(order, difference),
    number,
    templateBuild: build.id,
    pagesRendered: site.pagesRendered,
  };
  log.info({ correlationId: order.correlationId, release: { ...summary, timings } }, 'released');
  return { ...summary, timings, finishedAt };
}

/** Written down before it is applied, so that the log of releases never lacks one that visitors have seen. */
async function recordRelease(
  { build, database, target }: ReleaseContext,
  { basis, correlationId, reason }: ReleaseOrder,
  { difference, pagesRendered }: { difference: FileDifference; pagesRendered: number },
): Promise<TargetPosition> {
  const basisColumns = { seq: basis.seq, publicationHash: basis.hash, templateBuild: build.id };
  const number = await database.write(async (tx) => {
    const inserted = await insertRelease(tx, {
      ...basisColumns,
      target: target.name,
      reason,
      pagesRendered,
      createdAt: new Date().toISOString(),
      finishedAt: null,
      timings: {},
      correlationId,
      work: { pagesRendered },
    });
    await insertReleaseFiles(tx, { number: inserted, files: difference.rows });
    return inserted;
  });
  return { releaseId: newId(), releaseNumber: number, ...basisColumns };
}

function warnOfCaseClashes(log: Log, files: Iterable<string>): void {
  const clashes = findCaseClashes(files);
  if (clashes.length > 0)
    log.warn({ clashes }, 'files differ in case alone, which some file systems cannot hold');
}

type FileCounts = Pick<ReleaseSummary, 'seq' | 'reason' | 'created' | 'changed' | 'removed'>;

function summarise({ basis, reason }: ReleaseOrder, { rows }: FileDifference): FileCounts {
  const count = (change: 'created' | 'changed' | 'removed'): number =>
    rows.filter((row) => row.change === change).length;
  return {
    seq: basis.seq,
    reason,
    created: count('created'),
    changed: count('changed'),
    removed: count('removed'),
  };
}

type Stages = { timings: Record<string, number>; end(stage: string): void };

function startStages(): Stages {
  const timings: Record<string, number> = {};
  let startedAt = performance.now();
  return {
    timings,
    end: (stage) => {
      const now = performance.now();
      timings[stage] = Math.round((now - startedAt) * 10) / 10;
      startedAt = now;
    },
  };
}
