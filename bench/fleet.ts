import { makePostgres } from './api/bench-databases.ts';
import { atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { EDIT_KINDS, type EditKind } from './edits/edits.ts';
import { openDesk, type Desk, type Published } from './edits/open-desk.ts';
import { repeat } from './edits/repeat.ts';
import { stageTimes } from './edits/stage-times.ts';
import { openBenchGateway } from './fleet/bench-gateway.ts';
import { compareUploads } from './fleet/compare-uploads.ts';
import { quantile } from './quantile.ts';
import { createBenchSite, type BenchSite } from './site/bench-site.ts';
import { startPublishing, type PublishingProcess } from './site/publishing-process.ts';

const PAGES = 10_000;
const PUBLISHES = 100;
const WARM_UP_PUBLISHES = 50;
const KIND_LIMIT_MS = 240_000;
const PUBLISH_GOAL = 1.5;
const UPLOAD_GOAL = 1.3;

export const bench: Bench = {
  name: 'fleet',
  summary:
    'several processes over PostgreSQL against one over SQLite; a site in a bucket against plain uploads',
  run: async (context) => {
    const { pages: [posts = PAGES] = [] } = context.options;
    const published = await publishSideBySide(context, posts);
    const uploaded = await uploadSideBySide(context, posts);
    return {
      metrics: { ...published.metrics, ...uploaded.metrics },
      goals: [...published.goals, ...uploaded.goals],
    };
  },
};

async function publishSideBySide(context: BenchContext, posts: number): Promise<BenchResult> {
  const postgres = await makePostgres();
  if (postgres === null) {
    context.progress('PostgreSQL is missing on this machine, so its goals count as missed.');
    return { metrics: {}, goals: EDIT_KINDS.map((kind) => publishGoal(kind, Number.POSITIVE_INFINITY)) };
  }
  const { databaseUrl } = postgres.address;
  const sites: BenchSite[] = [];
  const running: PublishingProcess[] = [];
  const start = async (site: BenchSite, role?: 'web' | 'worker'): Promise<number> => {
    const started = await startPublishing(site, role === undefined ? {} : { role });
    running.push(started);
    return started.port;
  };
  try {
    const embedded = await createBenchSite({ posts });
    const fleet = await createBenchSite({ posts, databaseUrl });
    sites.push(embedded, fleet);
    const embeddedPort = await start(embedded);
    for (let worker = 0; worker < WORKERS; worker += 1) await start(fleet, 'worker');
    const ports: number[] = [];
    while (ports.length < WEBS) ports.push(await start(fleet, 'web'));
    context.progress(`two sites of ${posts} posts are published`);
    const desks = {
      embedded: await openDesk(embedded, embeddedPort),
      fleet: await openDesk(fleet, ...ports),
    };
    try {
      return await measure(context, desks);
    } finally {
      await desks.embedded.close();
      await desks.fleet.close();
    }
  } finally {
    for (const publishing of running) await publishing.stop();
    for (const site of sites) site.remove();
    await postgres.remove();
  }
}

const WEBS = 3;
const WORKERS = 2;

type Desks = Record<'embedded' | 'fleet', Desk>;
type Round = Record<'embedded' | 'fleet', Published>;

async function measure(context: BenchContext, desks: Desks): Promise<BenchResult> {
  const { publishes = PUBLISHES } = context.options;
  const result: BenchResult = { metrics: {}, goals: [] };
  for (const kind of EDIT_KINDS) {
    const publish = async (): Promise<Round> => ({
      embedded: await desks.embedded.publish(kind),
      fleet: await desks.fleet.publish(kind),
    });
    await repeat({ times: Math.min(WARM_UP_PUBLISHES, publishes), limitMs: KIND_LIMIT_MS }, publish);
    const rounds = await repeat({ times: publishes, limitMs: KIND_LIMIT_MS }, publish);
    const p50 = { embedded: 0, fleet: 0 };
    for (const side of ['embedded', 'fleet'] as const) {
      const published = rounds.map((round) => round[side]);
      p50[side] = quantile(published.map(fromAcceptance), 0.5);
      Object.assign(result.metrics, {
        [`${kind}${NAMES[side]}FromAcceptanceP50Ms`]: p50[side],
        [`${kind}${NAMES[side]}P50Ms`]: quantile(
          published.map(({ ms }) => ms),
          0.5,
        ),
      });
      context.progress(`${kind}, ${side}: ${stageTimes(published.map(({ release }) => release))}`);
    }
    const [whole, wholeEmbedded] = [
      result.metrics[`${kind}FleetP50Ms`] ?? 0,
      result.metrics[`${kind}EmbeddedP50Ms`] ?? 0,
    ];
    result.goals.push(publishGoal(kind, whole / wholeEmbedded));
  }
  return result;
}

const NAMES = { embedded: 'Embedded', fleet: 'Fleet' };

const fromAcceptance = ({ acceptedMs, ms }: Published): number => ms - acceptedMs;

const publishGoal = (kind: EditKind, value: number) =>
  atMost({ name: `${kind}: p50 of the fleet ÷ embedded`, value, goal: PUBLISH_GOAL });

async function uploadSideBySide(context: BenchContext, posts: number): Promise<BenchResult> {
  const gateway = await openBenchGateway();
  if (gateway === null) {
    context.progress('There is no S3 service on this machine, so its goal counts as missed.');
    return { metrics: {}, goals: [uploadGoal(Number.POSITIVE_INFINITY)] };
  }
  const site = await createBenchSite({ posts });
  try {
    const { files, plainMs, rebuildMs, ratio, uploadRatio } = await compareUploads(context, {
      gateway,
      site,
    });
    const metrics = {
      s3RebuildMs: rebuildMs,
      s3PlainUploadMs: plainMs,
      s3Files: files,
      s3UploadRatio: uploadRatio,
    };
    return { metrics, goals: [uploadGoal(ratio)] };
  } finally {
    site.remove();
    await gateway.stop();
  }
}

const uploadGoal = (value: number) =>
  atMost({ name: 'rebuild into a bucket ÷ plain uploads of its files', value, goal: UPLOAD_GOAL });
