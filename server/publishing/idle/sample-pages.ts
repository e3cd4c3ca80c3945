import type { ContentCache } from '../../../content-cache/cache.ts';
import type { Graph, PageRow } from '../../../content-cache/pages/page-facts.ts';
import type { ReadRecord } from '../../../content-cache/read-record.ts';
import { describeQuestion } from '../plan/describe-cause.ts';
import { assetTest } from '../plan/static-paths.ts';
import { describePage } from '../plan/store-results.ts';
import type { PageResult } from '../render/protocol.ts';
import type { RenderPool } from '../render/render-pool.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';

/**
 * A page that is not what its templates make of what is published, although nothing said that it was out of date; or that depends on something
 * without a record, and will not be what it should be when that changes.
 */
export type Alarm = {
  path: string;
  at: string;
  /** What a fresh worker made of it. */
  found: string;
  /** The reads whose answers are not those on record; none where the templates hold on to something by themselves. */
  reads: string[];
};

export type Sampling = {
  cache: ContentCache;
  withCache: <T>(work: () => Promise<T>) => Promise<T>;
  graph: Graph;
  build: TemplateBuild;
  /** Its workers are renewed for each page. */
  pool: RenderPool;
  /** Those that are looked at. */
  rows: readonly PageRow[];
};

export type Sampled = {
  rendered: number;
  /** How many of them came to no end, so that nobody knows. */
  undecided: number;
  alarms: Alarm[];
};

/** Renders some clean pages once more, at the state that they were made of, and says which come out differently. */
export async function samplePages(
  { build, cache, graph, pool, rows, withCache }: Sampling,
  { now }: { now: Date },
): Promise<Sampled> {
  const basis = { ...cache.position(), clock: cache.clock() };
  if (rows.length === 0) return { rendered: 0, undecided: 0, alarms: [] };
  const recorded = rows.map(({ path }) => cache.pages.readsOf(graph.graphId, path));
  const paths = rows.map(({ path }) => path);
  const results: PageResult[] = [];
  for (const path of paths) {
    // What templates keep to themselves is there from the first page on that a worker renders.
    pool.renew();
    results.push(...(await pool.renderPages({ basis, paths: [path], priority: 'rebuild' })));
  }
  const at = now.toISOString();
  return await withCache(async () =>
    cache.write(() => {
      // The redirects are asked only now: a later state would be compared with an earlier page.
      if (cache.position().revision !== basis.revision) return { rendered: 0, undecided: 0, alarms: [] };
      const alarms = results.flatMap((result, index): Alarm[] => {
        const row = rows[index];
        if (row === undefined) return [];
        const onRecord = recorded[index] ?? [];
        const found = differenceOf(result, { row, build, cache }) ?? dependenceOf(result, onRecord);
        if (found === null) return [];
        const reads = result.kind === 'failed' ? [] : differingReads(onRecord, result.reads);
        return [{ path: row.path, at, found, reads }];
      });
      return { rendered: results.length, undecided: results.filter(saysNothing).length, alarms };
    }),
  );
}

type Compared = { row: PageRow; build: TemplateBuild; cache: ContentCache };

function differenceOf(result: PageResult, { build, cache, row }: Compared): string | null {
  if (result.kind === 'failed') return saysNothing(result) ? null : `It fails: ${result.error.message}`;
  const page = { pageId: 0, path: row.path, dirtySince: 0, cause: null, isNew: false };
  const { file, status } = describePage(result, page, { build, cache, isAsset: assetTest(build) });
  if (status !== row.status) return `Its status is ${status} and not ${row.status}`;
  const isSame = file === null ? row.file === null : row.file !== null && isSameFile(file, row);
  return isSame ? null : `Its bytes have the hash ${file?.hash ?? 'of nothing'}`;
}

/** A worker that was ended, or a busy machine, says nothing about the page. */
function saysNothing(result: PageResult): boolean {
  return result.kind === 'failed' && !['template-threw', 'answered-5xx'].includes(result.error.reason);
}

type Recorded = readonly { question: string; digest: string }[];

/** A worker that has rendered nothing yet asks for everything; one that keeps an answer in a variable asked for another page. */
function dependenceOf(result: PageResult, recorded: Recorded): string | null {
  if (result.kind === 'failed') return null;
  const known = new Set(recorded.map(({ question }) => question));
  if (result.reads.every(({ question }) => known.has(question))) return null;
  return 'It depends on reads that are not on record, as if its templates kept their answers in a variable from one page to the next';
}

type FileFacts = { file: string; hash: string; contentType: string; location: string | null };

function isSameFile(a: FileFacts, b: FileFacts): boolean {
  return (
    a.file === b.file && a.hash === b.hash && a.contentType === b.contentType && a.location === b.location
  );
}

function differingReads(recorded: Recorded, found: readonly ReadRecord[]): string[] {
  const digests = new Map(recorded.map(({ digest, question }) => [question, digest]));
  return found
    .filter(({ digest, question }) => digests.get(question) !== digest)
    .map(({ question }) => describeQuestion(question));
}
