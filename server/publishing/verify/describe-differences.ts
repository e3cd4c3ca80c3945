import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheView } from '../../../content-cache/cache-view.ts';
import type { Graph } from '../../../content-cache/pages/page-facts.ts';
import { rowOf, type PageToStore } from '../plan/store-results.ts';
import { assetFile, type TemplateBuild } from '../template-build/template-build.ts';
import type { Captured } from './captured.ts';
import { explainPage, firstDifference } from './explain-difference.ts';
import { sha256 } from './hash-tree.ts';
import type { ByteDifference, Cause, Difference, SiteProblem } from './report.ts';
import { standbyOf } from './standby-tree.ts';
import { isStillAt, type BasisSources } from './verified-basis.ts';

/** One broken layout breaks every page: from here on more causes tell nothing new. */
const DESCRIBED_MAX = 50;

type Context = { captured: Captured; build: TemplateBuild; sources: BasisSources };

/** Adds to each problem where the bytes part, and which read should have told of it. */
export async function describeDifferences(
  problems: readonly SiteProblem[],
  context: Context,
): Promise<Difference[]> {
  if (problems.length === 0) return [];
  const { captured, build, sources } = context;
  const { fresh, settled } = captured;
  const graph = sources.view?.pages.find('live') ?? null;
  const isOfThis = settled.hasRecords && (await isStillAt(sources, settled.basis));
  const records = isOfThis && sources.view !== null && graph !== null ? { view: sources.view, graph } : null;
  const described = problems.slice(0, DESCRIBED_MAX).map((problem) => withPagePath(problem, records));
  const assets = new Set(build.assets.map(({ file }) => file));
  const paths = [...new Set(described.flatMap(({ file, path }) => (assets.has(file) ? [] : [path])))];
  const { pages } = await fresh.renderPaths({ build, clock: settled.basis.clock, paths });
  const byPath = new Map(pages.map((page) => [page.page.path, page]));
  const differences = await Promise.all(
    described.map(async (problem): Promise<Difference> => {
      const page = byPath.get(problem.path);
      const bytes = await bytesOf(problem, { captured, build, page });
      const cause: Cause = assets.has(problem.file)
        ? { kind: 'target' }
        : causeOf(problem, { captured, page, records });
      return differenceOf(problem, { bytes, cause });
    }),
  );
  const rest = problems.slice(DESCRIBED_MAX);
  return [...differences, ...rest.map((problem) => differenceOf(problem, { bytes: null, cause: null }))];
}

export function differenceOf(
  problem: SiteProblem,
  { bytes, cause }: Pick<Difference, 'bytes' | 'cause'>,
): Difference {
  return { ...problem, bytes, cause };
}

type Rendered = { page: PageToStore | undefined };

/** Null where the file has been replaced since its hash was taken. */
async function bytesOf(
  { file, kind, tree }: SiteProblem,
  { build, captured, page }: Rendered & Pick<Context, 'build' | 'captured'>,
): Promise<ByteDifference | null> {
  if (kind !== 'other-bytes') return null;
  const live = captured.live.folder;
  const folder = tree === 'live' ? live : standbyOf(live);
  const found = await readFile(join(folder, file)).catch(() => null);
  const hashed = tree === 'live' ? captured.tree : captured.standby;
  if (found === null || sha256(found) !== hashed?.files.get(file)?.hash) return null;
  const asset = build.assets.find((known) => known.file === file);
  const wanted = asset === undefined ? (page?.bytes ?? null) : await readFile(assetFile(build, asset));
  return wanted === null ? null : firstDifference(found, wanted);
}

type Records = { view: CacheView; graph: Graph };

function causeOf(
  problem: SiteProblem,
  { captured, page, records }: Rendered & { captured: Captured; records: Records | null },
): Cause {
  if (records === null) {
    return { kind: 'unknown', why: 'the publisher keeps its records elsewhere, or has moved on since' };
  }
  const { graph, view } = records;
  return explainPage({
    fresh: page === undefined || !captured.fresh.isReached(problem.path) ? null : rowOf(page),
    freshReads: page?.reads ?? [],
    recorded: view.pages.page(graph.graphId, problem.path),
    recordedReads: view.pages.readsOf(graph.graphId, problem.path),
  });
}

/** What nobody expects is known by the name of its file alone. */
function withPagePath(problem: SiteProblem, records: Records | null): SiteProblem {
  const page = records?.view.pages.pageOfFile(records.graph.graphId, problem.file);
  return page == null ? problem : { ...problem, path: page.path };
}
