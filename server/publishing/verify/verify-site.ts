import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openCacheView, type CacheView } from '../../../content-cache/cache-view.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import { isAssetName } from '../../../model/asset-name.ts';
import type { Config } from '../../config.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { readNewestFileChanges } from '../../store/newest-file-changes.ts';
import type { FailedPage } from '../render/protocol.ts';
import { mediaIdOf } from '../release/public-files.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import type { Captured } from './captured.ts';
import { compareTree, type ExpectedFile } from './compare-tree.ts';
import { describeDifferences, differenceOf } from './describe-differences.ts';
import type { PublicMedia } from '../render/public-media.ts';
import { openFreshSite, type FreshSite } from './fresh-site.ts';
import { hashTree } from './hash-tree.ts';
import type { FileProblem, SiteProblem, VerifyReport } from './report.ts';
import { drawSample, expectedOfSample } from './sample.ts';
import { findStandbyProblems, hashStandbyTree } from './standby-tree.ts';
import { templatesOfRelease } from '../template-build/templates-of-release.ts';
import { openLiveFiles, type LiveFiles } from '../target/live-files.ts';
import {
  awaitSettledSite,
  goneFrom,
  isStillAt,
  type BasisSources,
  type SettledSite,
} from './verified-basis.ts';

export type VerifyOptions = {
  database: Database;
  model: ContentModel;
  config: Pick<Config, 'dataDir' | 'siteUrl' | 'target'> & Partial<Pick<Config, 'timeZone'>>;
  log: Log;
  projectRoot: string;
  media?: PublicMedia | undefined;
  /** How long to wait for visitors to see all that is published. */
  waitMs?: number;
  /** Render so many pages, picked at random, instead of all. */
  sample?: number | null;
  /** Decides the order of rendering. */
  seed?: string;
  onProgress?: (progress: VerifyProgress) => void;
  now?: () => Date;
};

export type VerifyProgress = {
  stage: 'reading files' | 'rendering' | 'waiting for the next tree';
  done: number;
  total: number;
};

const WAIT_MS = 60_000;
/** A site that is published to more often than its files can be read is not met at rest by trying for longer. */
const CAPTURES_MAX = 5;

/**
 * Renders the site from nothing and compares every file that visitors can get with it. Works beside a running publisher: what is published and
 * the hashes of all files are taken down while the target stays at one release, and the site may move on while the pages are rendered.
 */
export async function verifySite(options: VerifyOptions): Promise<VerifyReport> {
  const { config, database, model } = options;
  const startedAt = performance.now();
  const view = openCacheView({ file: join(config.dataDir, 'content-cache.sqlite'), model });
  const { now = () => new Date() } = options;
  const { timeZone = 'UTC' } = config;
  const sources = { config, database, view, timeZone, now };
  let captured: Captured | null = null;
  try {
    captured = await capture(sources, options);
    const compared = await compare(captured, { options, sources });
    const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
    return { basis: captured.settled.basis, ...compared, seconds };
  } finally {
    captured?.live.end();
    await captured?.fresh.close();
    view?.close();
  }
}

async function capture(sources: BasisSources, options: VerifyOptions): Promise<Captured> {
  const { onProgress, waitMs = WAIT_MS } = options;
  for (let attempt = 1; attempt <= CAPTURES_MAX; attempt += 1) {
    const settled = await awaitSettledSite(sources, { waitMs });
    const fresh = openFreshSite(options);
    let live: LiveFiles | null = null;
    try {
      const { basis } = settled;
      const filledTo = await fresh.fill();
      if (filledTo.seq === basis.seq && filledTo.hash === basis.publicationHash) {
        const onFile = (done: number, total: number): void =>
          onProgress?.({ stage: 'reading files', done, total });
        live = await openLiveFiles(options.config.target);
        if (live === null) throw goneFrom(options.config.target, { number: basis.release });
        const tree = await hashTree(live.folder, { onFile });
        const standby = await hashStandbyTree(live.folder, tree);
        if (await isStillAt(sources, basis)) return { settled, fresh, live, tree, standby };
      }
    } catch (error) {
      // A tree that is brought up to date while it is read loses files under the reader's hands.
      if (await isStillAt(sources, settled.basis)) {
        live?.end();
        await fresh.close();
        throw error;
      }
    }
    live?.end();
    await fresh.close();
  }
  throw new AppError(
    'not-verifiable',
    `The site moved on ${CAPTURES_MAX} times while its files were being read. Verify it when less is published.`,
  );
}

type Compared = Omit<VerifyReport, 'basis' | 'seconds'>;

async function compare(
  captured: Captured,
  { options, sources }: { options: VerifyOptions; sources: BasisSources },
): Promise<Compared> {
  const { fresh, settled, tree } = captured;
  const { basis } = settled;
  const { sample = null, seed = randomUUID() } = options;
  const build = await templatesOfRelease(basis.templateBuild, options);
  const made =
    sample === null
      ? await renderWhole({ fresh, build, settled, seed, options })
      : await renderSample({ fresh, build, settled, view: sources.view, sample });
  const problems = made.failures.length > 0 ? [] : await findProblems(captured, { made, sources, options });
  const differences = await describeDifferences(problems, { captured, build, sources });
  const { expected, failures, pagesRendered } = made;
  return {
    pagesRendered,
    filesCompared: failures.length > 0 ? 0 : sample === null ? tree.files.size : expected.size,
    sample,
    seed,
    differences: [
      ...failures.map((failure) => differenceOf(failureOf(failure), { bytes: null, cause: null })),
      ...differences,
    ],
  };
}

async function findProblems(
  captured: Captured,
  { made, options, sources }: { made: Made; sources: BasisSources; options: VerifyOptions },
): Promise<SiteProblem[]> {
  const isInGrace = await graceOf(captured, { expected: made.expected, sources });
  const { target } = sources.config;
  const areCompressed = target.kind === 'disk' && target.compress !== false;
  const live = compareTree({ ...made, isInGrace, areCompressed, tree: captured.tree });
  const { onProgress, waitMs = WAIT_MS } = options;
  const onWait = (ms: number): void =>
    onProgress?.({ stage: 'waiting for the next tree', done: wholeSeconds(ms), total: wholeSeconds(waitMs) });
  const standby = await findStandbyProblems(captured, {
    ...made,
    isInGrace,
    areCompressed,
    live,
    sources,
    waitMs,
    onWait,
  });
  return [...inTree('live', live), ...inTree('standby', standby)];
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function inTree(tree: SiteProblem['tree'], problems: readonly FileProblem[]): SiteProblem[] {
  return problems.map(({ detail, file, kind, path }) => ({ tree, file, path, kind, detail }));
}

type Made = {
  expected: Map<string, ExpectedFile>;
  within?: ReadonlySet<string>;
  pagesRendered: number;
  failures: readonly FailedPage[];
};

type Making = { fresh: FreshSite; build: TemplateBuild; settled: SettledSite };

async function renderWhole({
  build,
  fresh,
  options,
  seed,
  settled,
}: Making & { seed: string; options: VerifyOptions }): Promise<Made> {
  const { pagesRendered, failures } = await fresh.renderAll({
    build,
    clock: settled.basis.clock,
    seed,
    onProgress: ({ left, rendered }) =>
      options.onProgress?.({ stage: 'rendering', done: rendered, total: rendered + left }),
  });
  return { expected: fresh.expectedFiles(build), pagesRendered, failures };
}

async function renderSample({
  build,
  fresh,
  sample,
  settled,
  view,
}: Making & { sample: number; view: CacheView | null }): Promise<Made> {
  const drawn = drawSample(settled.hasRecords ? view : null, sample);
  const paths = drawn.map(({ path }) => path);
  const { failures, pages } = await fresh.renderPaths({ build, clock: settled.basis.clock, paths });
  return { ...expectedOfSample(pages, drawn), pagesRendered: pages.length, failures };
}

/** Assets that a release took away stay for those who have kept a page that names them, unless the file of media that they show is deleted. */
async function graceOf(
  { fresh, standby, tree }: Captured,
  { expected, sources }: { expected: ReadonlyMap<string, ExpectedFile>; sources: BasisSources },
): Promise<(file: string, hash: string) => boolean> {
  const { config, database } = sources;
  const { target } = config;
  const names = new Set([...tree.files.keys(), ...(standby?.files.keys() ?? [])]);
  const isDeleted = (id: string | null): boolean => id !== null && !fresh.hasMedia(id);
  const left = [...names].filter(
    (file) => !expected.has(file) && isAssetName(file) && !isDeleted(mediaIdOf(file)),
  );
  const changes = await readNewestFileChanges(database.db, { files: left, target: target.kind });
  return (file, hash) => {
    const change = changes.get(file);
    return change?.after === null && change.before === hash;
  };
}

function failureOf({ error, path }: FailedPage): SiteProblem {
  const template = error.template === null ? '' : ` (${error.template})`;
  return {
    file: '',
    path,
    kind: 'not-rendered',
    tree: 'live',
    detail: `It cannot be rendered${template}: ${error.message}`,
  };
}
