import { purgeUrls } from '../../model/purge-urls.ts';
import { isAssetName } from '../../model/asset-name.ts';
import type { Config } from '../config.ts';
import { handleJob, type JobContext, type JobHandler } from '../jobs/job-engine.ts';
import { describeFailure } from '../outgoing/pinned-request.ts';
import {
  listTouchedPaths,
  PURGE_PATHS,
  PURGE_RELEASES,
  readUnpurged,
  recordPurge,
  recordPurgeFailure,
} from '../store/cdn-purges.ts';
import type { Database } from '../store/database.ts';
import type { Cdn } from './cdn.ts';
import { openCdn } from './open-cdn.ts';
import { beginPurging, type Purging } from './purge-urls.ts';

type PurgeParts = { cdn: () => Promise<Cdn>; database: Database; siteUrl: string };

/** The net below the releases that ask for it themselves: of what failed so often that nobody tried any more. */
const LOOK_AGAIN = '*/10 * * * *';

const PATHS_AT_ONCE = 5_000;

/** None where there is no cache to tell. */
export function createPurgeHandlers(
  { cdn: config, siteUrl }: Pick<Config, 'cdn' | 'siteUrl'>,
  database: Database,
): JobHandler[] {
  if (config === undefined) return [];
  let opening: Promise<Cdn> | undefined;
  const parts: PurgeParts = { cdn: () => (opening ??= openCdn(config)), database, siteUrl };
  return [
    handleJob(PURGE_RELEASES, (_, context) => purgeReleases(parts, context), { cron: LOOK_AGAIN }),
    handleJob(PURGE_PATHS, ({ paths }, context) => purgeGone(parts, { paths, context })),
  ];
}

/** One release after the other: what failed goes on with the one that failed. */
async function purgeReleases(parts: PurgeParts, { log, signal }: JobContext): Promise<void> {
  const { cdn, database } = parts;
  for (let release = await readUnpurged(database.db); release !== null;) {
    const { correlationId, number } = release;
    const startedAt = performance.now();
    const open = await cdn();
    try {
      const urls = await purgeRelease(parts, { number, purging: beginPurging(open, { signal }) });
      const at = new Date().toISOString();
      await database.write((tx) => recordPurge(tx, { number, urls, at }));
      const durationMs = Math.round(performance.now() - startedAt);
      log.info({ release: number, urls, durationMs, correlationId }, 'purged');
    } catch (error) {
      const failure = { at: new Date().toISOString(), error: `${open.name}: ${describeFailure(error)}` };
      if (!signal.aborted) await database.write((tx) => recordPurgeFailure(tx, failure));
      throw error;
    }
    release = await readUnpurged(database.db);
  }
}

/** Returns how many addresses there were. */
async function purgeRelease(
  { database, siteUrl }: PurgeParts,
  { number, purging }: { number: number; purging: Purging },
): Promise<number> {
  let count = 0;
  for (let after = ''; ;) {
    const touched = await listTouchedPaths(database.db, { number, after, limit: PATHS_AT_ONCE });
    const last = touched.at(-1);
    if (last === undefined) break;
    // Nobody can have asked for a name that follows from what was not there.
    const known = touched.filter(({ change, path }) => change !== 'created' || !isAssetName(path));
    const urls = purgeUrls(known, siteUrl);
    await purging.add(urls);
    count += urls.length;
    after = last.path;
  }
  await purging.end();
  return count;
}

async function purgeGone(
  { cdn, siteUrl }: PurgeParts,
  { context: { signal }, paths }: { paths: readonly string[]; context: JobContext },
): Promise<void> {
  const purging = beginPurging(await cdn(), { signal });
  const gone = paths.map((path) => ({ path, change: 'removed' as const }));
  await purging.add(purgeUrls(gone, siteUrl));
  await purging.end();
}
