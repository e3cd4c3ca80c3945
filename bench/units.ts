import { z } from 'zod';
import { atMost, capital, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { openDesk } from './edits/open-desk.ts';
import { repeat } from './edits/repeat.ts';
import { median } from './quantile.ts';
import { createBenchSite, type BenchSite } from './site/bench-site.ts';
import { startPublishing } from './site/publishing-process.ts';
import { diskUse } from './units/disk-use.ts';
import { runMeasured } from './units/run-measured.ts';

const SIZES = [2_000, 20_000];
const PUBLISHES = 20;
const KIND_LIMIT_MS = 60_000;
/** What is multiplied up has to be proportional. */
const PROPORTION_GOAL = 1.25;

const releaseSchema = z.object({ pagesRendered: z.number() });

/** What one page costs: docs/scale.md multiplies it. */
export const bench: Bench = {
  name: 'units',
  summary: 'what a page costs: processor, disk, memory, on a small and on a larger site',
  run: async (context) => {
    const sizes = (context.options.pages ?? SIZES).toSorted((a, b) => a - b);
    const measured: Units[] = [];
    for (const posts of sizes) measured.push(await measureSize(context, posts));
    return resultOf(measured);
  },
};

type Units = {
  pages: number;
  /** For each page, from the second time on: the templates are built. */
  perPage: Record<
    'renderCpuMs' | 'renderWallMs' | 'verifyCpuMs' | 'databaseBytes' | 'cacheBytes' | 'treeBytes',
    number
  >;
  whole: Record<
    'rebuildPeakMb' | 'startMs' | 'publishingMb' | 'publishingPeakMb' | 'bodyEditMs' | 'titleEditMs',
    number
  >;
};

async function measureSize(context: BenchContext, posts: number): Promise<Units> {
  const site = await createBenchSite({ posts });
  try {
    await runMeasured(site, ['rebuild', '--json']);
    context.progress(`${posts} posts: published for the first time`);
    const rebuilt = await runMeasured(site, ['rebuild', '--json']);
    const { pagesRendered: pages } = releaseSchema.parse(JSON.parse(rebuilt.output));
    const verified = await runMeasured(site, ['verify', '--json']);
    const own = (name: string) => diskUse(site.dataDir, (found) => found.startsWith(name));
    const each = (amount: number): number => amount / pages;
    const perPage = {
      renderCpuMs: each(rebuilt.cpuMs),
      renderWallMs: each(rebuilt.wallMs),
      verifyCpuMs: each(verified.cpuMs),
      databaseBytes: each(own('stillpress.sqlite')),
      cacheBytes: each(own('content-cache.sqlite')),
      treeBytes: each(diskUse(site.targetRoot)),
    };
    return {
      pages,
      perPage,
      whole: { rebuildPeakMb: rebuilt.peakMb, ...(await publishSome(context, site)) },
    };
  } finally {
    site.remove();
  }
}

async function publishSome(
  { options, progress }: BenchContext,
  site: BenchSite,
): Promise<Omit<Units['whole'], 'rebuildPeakMb'>> {
  const publishing = await startPublishing(site);
  const desk = await openDesk(site, publishing.port);
  try {
    const p50 = async (kind: 'bodyEdit' | 'titleEdit'): Promise<number> => {
      const order = { times: options.publishes ?? PUBLISHES, limitMs: KIND_LIMIT_MS };
      const published = await repeat(order, () => desk.publish(kind));
      return median(published.map(({ ms }) => ms));
    };
    const [bodyEditMs, titleEditMs] = [await p50('bodyEdit'), await p50('titleEdit')];
    const { peakRssMb, rssMb } = publishing.memory();
    progress(`edits: ${Math.round(bodyEditMs)} ms of a text, ${Math.round(titleEditMs)} ms of a title`);
    return {
      startMs: publishing.startMs,
      publishingMb: rssMb,
      publishingPeakMb: peakRssMb,
      bodyEditMs,
      titleEditMs,
    };
  } finally {
    await desk.close();
    await publishing.stop();
  }
}

function resultOf(measured: readonly Units[]): BenchResult {
  const metrics: Record<string, number> = {};
  for (const { pages, perPage, whole } of measured) {
    for (const [name, value] of Object.entries(perPage))
      metrics[`at${pages}PagesEach${capital(name)}`] = value;
    for (const [name, value] of Object.entries(whole)) metrics[`at${pages}Pages${capital(name)}`] = value;
  }
  const [smallest, largest] = [measured[0], measured.at(-1)];
  if (smallest === undefined || largest === undefined) throw new Error('There is no size to measure.');
  const proportional = ['renderCpuMs', 'databaseBytes', 'cacheBytes', 'treeBytes'] as const;
  const goals = proportional.map((unit) =>
    atMost({
      name: `${unit} of a page, largest ÷ smallest`,
      value: largest.perPage[unit] / smallest.perPage[unit],
      goal: PROPORTION_GOAL,
    }),
  );
  return { metrics, goals };
}
