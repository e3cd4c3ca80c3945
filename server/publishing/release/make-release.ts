import { readFile } from 'node:fs/promises';
import type { ContentCache } from '../../../content-cache/cache.ts';
import type { Graph } from '../../../content-cache/pages/page-facts.ts';
import { mediaFolder } from '../../../model/media-paths.ts';
import type { LogPosition } from '../../../model/publication.ts';
import type { Log } from '../../log.ts';
import type { Database as PrimaryDatabase } from '../../store/database.ts';
import { listDeletedMedia } from '../../store/deleted-media.ts';
import { finishRelease } from '../../store/releases.ts';
import { listRequests } from '../../store/released-requests.ts';
import type { StoredRelease } from '../../store/releases.ts';
import { findCaseClashes } from '../plan/file-conflicts.ts';
import type { FailedPage } from '../render/protocol.ts';
import type { Target } from '../target/target.ts';
import { countChanges, recordRelease } from '../recorded-release.ts';
import { assetFile, type TemplateBuild } from '../template-build/template-build.ts';
import type { WithheldRecord } from '../withhold/withheld-record.ts';
import { linkToRecord } from './link-to-record.ts';
import { assetFileOf, compareAll, compareTouched, type FileDifference } from './compare-files.ts';
import { requestAvifOfCrops } from './request-avif.ts';
import type { Stages } from './stages.ts';

export type ReleaseContext = {
  database: PrimaryDatabase;
  target: Target;
  cache: ContentCache;
  withCache: <T>(work: () => Promise<T>) => Promise<T>;
  withheld: Pick<WithheldRecord, 'list'>;
  log: Log;
  graph: Graph;
  build: TemplateBuild;
  /** Renders these pages once more, since the target lacks their bytes. */
  renderAgain(paths: readonly string[]): Promise<void>;
};

export type ReleaseOrder = {
  basis: LogPosition;
  reason: StoredRelease['reason'];
  /** Whether every file is compared, or only what has been touched since the last release. */
  compare: 'all' | 'touched';
  work: ReleaseWork;
  stages: Stages;
  /** Once the target has the bytes of all pages. */
  written: Promise<unknown>;
  /** Pages that could not be rendered, and stay as they were. */
  kept?: readonly FailedPage[];
};

/** What was done to find and make what has changed. */
export type ReleaseWork = {
  rowsRead: number;
  readsReevaluated: number;
  readsChanged: number;
  pagesRendered: number;
  /** Of these, before the publication was committed. */
  pagesProven: number;
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
  work: ReleaseWork;
  /** Milliseconds by stage. */
  timings: Record<string, number>;
  finishedAt: string;
};

/** Brings the target to what the graph says. Until it is applied, nothing that visitors see has changed. */
export async function makeRelease(context: ReleaseContext, order: ReleaseOrder): Promise<ReleaseSummary> {
  const { build, cache, graph, log, target } = context;
  const { reason, stages, work } = order;
  const difference = await completeDifference(context, order);
  stages.end('compare');
  const { basis } = order;
  const after = target.position()?.seq ?? 0;
  const withheld = await context.withheld.list();
  const { correlationIds, deletedMedia, number, position } = await context.database.write(async (tx) => {
    const requests = await listRequests(tx, { after, upTo: basis.seq, withheld });
    const files = await linkToRecord(tx, { target, rows: difference.rows, cause: reason });
    const at = { seq: basis.seq, publicationHash: basis.hash, templateBuild: build.id };
    const correlationId = requests.at(-1) ?? null;
    const kept = order.kept?.map(({ error: { message, template }, path }) => ({ path, message, template }));
    const release = { basis: at, reason, files, correlationId, work, kept };
    const recorded = await recordRelease(tx, target, release);
    await requestAvifOfCrops(tx, { files, base: build.base, now: new Date().toISOString(), correlationId });
    const deleted = await listDeletedMedia(tx, { after, upTo: basis.seq, withheld });
    return { ...recorded, deletedMedia: deleted, correlationIds: requests };
  });
  stages.end('record');
  await order.written;
  stages.end('write');
  const withoutGrace = deletedMedia.map((id) => mediaFolder(id, build.base).slice(1, -1));
  await target.apply({ from: target.position(), to: position, changes: difference.changes, withoutGrace });
  stages.end('target');
  await context.withCache(async () =>
    cache.write(() => {
      cache.pages.clearUnreleased();
      cache.pages.setRelease(graph.graphId, position.releaseId);
    }),
  );
  stages.end('pages');
  const finishedAt = new Date().toISOString();
  const { timings } = stages;
  await context.database.write((tx) => finishRelease(tx, { number, finishedAt, timings }));
  const { pagesRendered } = work;
  const summary = {
    number,
    seq: basis.seq,
    templateBuild: build.id,
    reason,
    pagesRendered,
    ...countChanges(difference.rows),
    work,
  };
  const correlationId = correlationIds.at(-1) ?? null;
  log.info({ correlationId, correlationIds, release: { ...summary, timings } }, 'released');
  return { ...summary, timings, finishedAt };
}

/** With the bytes of all of it in the target's keeping. */
async function completeDifference(
  context: ReleaseContext,
  { compare, reason }: ReleaseOrder,
): Promise<FileDifference> {
  const { build, log, target } = context;
  const look = (): FileDifference =>
    compare === 'all' ? compareAll(context, reason) : compareTouched(context);
  let difference = look();
  if (compare === 'all') warnOfCaseClashes(log, difference);
  for (const asset of difference.missing.assets) {
    const bytes = await readFile(assetFile(build, asset));
    const now = assetFileOf(asset);
    await target.put({ bytes, contentType: now.contentType }, { file: asset.file, now });
  }
  if (difference.missing.pages.length > 0) {
    await context.renderAgain(difference.missing.pages.map(({ path }) => path));
    difference = look();
  }
  return difference;
}

function warnOfCaseClashes(log: Log, { changes }: FileDifference): void {
  const clashes = findCaseClashes(changes.flatMap(({ file, now }) => (now === null ? [] : [file])));
  if (clashes.length > 0)
    log.warn({ clashes }, 'files differ in case alone, which some file systems cannot hold');
}
