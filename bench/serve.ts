import { join } from 'node:path';
import { startChild, type Child } from '../tests/support/child-process.ts';
import { freePort } from '../tests/support/free-port.ts';
import { nginxPath, startNginx, type TestNginx } from '../tests/support/start-nginx.ts';
import { openDatabase } from '../server/store/database.ts';
import { atLeast, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { median } from './quantile.ts';
import { createAskMany, hasLoadGenerator, type AskMany } from './serve/ask-many.ts';
import { createBenchSite, type BenchSite } from './site/bench-site.ts';
import { latestFinishedRelease } from './site/release-of.ts';

const POSTS = 1_000;
const PATHS = 400;
const ROUNDS = 9;
const GOAL = 0.9;

export const bench: Bench = {
  name: 'serve',
  summary:
    'visits a second: nginx as configured here, against a bare root, and pages rendered for each visit',
  run: async (context) => {
    if (nginxPath === null || !hasLoadGenerator()) {
      context.progress('nginx or wrk is missing on this machine, so the goal counts as missed.');
      return { metrics: {}, goals: [goalOf(0)] };
    }
    const [posts = POSTS] = context.options.pages ?? [];
    const site = await createBenchSite({ posts });
    const barePort = await freePort();
    const nginx = await startNginx({ webPort: await freePort(), bare: { port: barePort } });
    try {
      context.progress(`a site of ${posts} posts is published`);
      return await measure(context, { barePort, nginx, site });
    } finally {
      await nginx.stop();
      site.remove();
    }
  },
};

type Served = { site: BenchSite; nginx: TestNginx; barePort: number };

async function measure(context: BenchContext, { barePort, nginx, site }: Served): Promise<BenchResult> {
  await publish(site, nginx.targetRoot);
  const askMany = createAskMany(await pathsOf(site), site.dataDir);
  const rendering = startChild(join(import.meta.dirname, 'serve/ssr-child.ts'), [site.dataDir]);
  try {
    const renderingPort = await rendering.nextLine();
    const origins = {
      nginx: `http://127.0.0.1:${nginx.port}`,
      bare: `http://127.0.0.1:${barePort}`,
      rendered: `http://127.0.0.1:${renderingPort}`,
    };
    return await takeTurns(context, origins, askMany);
  } finally {
    await end(rendering);
  }
}

type Origins = Record<'nginx' | 'bare' | 'rendered', string>;

async function takeTurns(
  { progress }: BenchContext,
  origins: Origins,
  askMany: AskMany,
): Promise<BenchResult> {
  const rates = {
    nginx: [] as number[],
    bare: [] as number[],
    gzip: [] as number[],
    rendered: [] as number[],
  };
  const ratios: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const bare = await askMany(origins.bare);
    const ours = await askMany(origins.nginx);
    rates.bare.push(bare);
    rates.nginx.push(ours);
    ratios.push(ours / bare);
    rates.gzip.push(await askMany(origins.nginx, { gzip: true }));
    rates.rendered.push(await askMany(origins.rendered));
    progress(`round ${round} of ${ROUNDS}`);
  }
  return {
    metrics: {
      nginxPerSecond: median(rates.nginx),
      barePerSecond: median(rates.bare),
      nginxPrecompressedPerSecond: median(rates.gzip),
      renderedForEachVisitPerSecond: median(rates.rendered),
    },
    goals: [goalOf(median(ratios))],
  };
}

const goalOf = (value: number) =>
  atLeast({ name: 'nginx with our configuration ÷ nginx with a bare root', value, goal: GOAL });

async function publish(site: BenchSite, root: string): Promise<void> {
  const program = join(import.meta.dirname, '../server/cli/stillpress.ts');
  const rebuild = startChild(program, ['rebuild', '--json'], {
    env: { ...site.env, TARGET: `disk:${root}` },
  });
  while ((await rebuild.nextLine()) !== null);
  await rebuild.ended;
  if (rebuild.process.exitCode !== 0) throw new Error('The site could not be published');
}

/** What visitors read: pages of every kind, evenly spread. */
async function pathsOf({ dataDir }: BenchSite): Promise<string[]> {
  const database = await openDatabase({ dataDir });
  try {
    const { files } = await latestFinishedRelease(database);
    const pages = files.flatMap(({ file, path }) => (file.endsWith('/index.html') ? [path] : []));
    const step = Math.max(1, Math.floor(pages.length / PATHS));
    return pages.filter((_, index) => index % step === 0).slice(0, PATHS);
  } finally {
    await database.close();
  }
}

async function end(child: Child): Promise<void> {
  child.process.kill('SIGTERM');
  await child.ended;
}
