import { purgeTakenDown } from '../store/cdn-purges.ts';
import type { TakenJob } from '../store/publisher-jobs.ts';
import { finishPublisherJob, postponePublisherJob } from '../store/publisher-jobs.ts';
import { widenTakedown } from '../store/takedowns.ts';
import { readPin } from '../store/target-pins.ts';
import { fileOf } from './plan/page-file.ts';
import { mediaIdOf } from './release/public-files.ts';
import type { PublishingTools } from './publishing-tools.ts';
import { describeProblem } from './publisher-status.ts';
import { applyWithdrawals, hideTakenDown } from './rollback.ts';
import { runWayBackJob } from './way-back-jobs.ts';

/** Rollbacks and their end, asked for by other processes, each answered with what came of it. Returns those that are answered once what was held is live. */
export async function runWayBackJobs(tools: PublishingTools, jobs: readonly TakenJob[]): Promise<TakenJob[]> {
  const { database } = tools;
  const resumed: TakenJob[] = [];
  for (const job of jobs) {
    const now = new Date().toISOString();
    try {
      const result = await runWayBackJob(tools, job);
      if (job.kind === 'resume') resumed.push(job);
      else await database.write((tx) => finishPublisherJob(tx, { id: job.id, now, result: result ?? {} }));
    } catch (error) {
      const { code, message } = describeProblem(error);
      await database.write((tx) => finishPublisherJob(tx, { id: job.id, now, failure: { code, message } }));
    }
  }
  return resumed;
}

/** `release` is null where the round that followed made none, whatever stood in its way. */
export async function answerResumed(
  { database }: PublishingTools,
  { jobs, release }: { jobs: readonly TakenJob[]; release: number | null },
): Promise<void> {
  const now = new Date().toISOString();
  for (const { id } of jobs)
    await database.write((tx) => finishPublisherJob(tx, { id, now, result: { release } }));
}

/** True while the site is held at a release: then what is published waits, and only withdrawals are applied. */
export async function holdWhilePinned(tools: PublishingTools): Promise<boolean> {
  const { database, target } = tools;
  const pin = await readPin(database.db, { target: target.name });
  if (pin === null) return false;
  await applyWithdrawals(tools);
  return true;
}

/**
 * What was taken down while the site is held is not shown any more, but not erased: which bytes are to go is known once a release without it is
 * live. Returns the jobs that are to be finished then. They stay as taken, and so open: a publisher that ends leaves them to the next one.
 */
export async function hideTakedowns(
  tools: PublishingTools,
  jobs: readonly TakenJob[],
): Promise<readonly TakenJob[]> {
  const { database, log, templates } = tools;
  const assets = new Set(templates.current().assets.map(({ hash }) => hash));
  const hidden: TakenJob[] = [];
  for (const job of jobs) {
    try {
      await hideTakenDown(tools, { assets, id: String(job.payload['takedownId']) });
      hidden.push(job);
    } catch (error) {
      log.error({ err: error, job: job.id }, 'what was taken down could not be hidden yet');
      await database.write((tx) => postponePublisherJob(tx, { id: job.id }));
    }
  }
  return hidden;
}

/**
 * Erases what was taken down, now that a release without it is live: its pages, and everything that was released in its time and is not
 * public any more. A job that fails waits for the next round.
 */
export async function finishTakedowns(tools: PublishingTools, jobs: readonly TakenJob[]): Promise<void> {
  const { cache, database, log, target, templates, withCache } = tools;
  if (jobs.length === 0) return;
  const live = new Set<string>();
  for (const { file, graceUntil, hash } of target.list())
    // Cached pages may go on naming a style; a picture may be what was taken down.
    if (graceUntil === undefined || mediaIdOf(file) === null) live.add(hash);
  const assets = new Set(templates.current().assets.map(({ hash }) => hash));
  for (const { id, payload } of jobs) {
    try {
      const takedownId = String(payload['takedownId']);
      const isHarmless = ({ hash }: { hash: string }): boolean => live.has(hash) || assets.has(hash);
      const erasing = await database.write((tx) =>
        widenTakedown(tx, { id: takedownId, target: target.name, isHarmless }),
      );
      if (erasing !== null) {
        const files = erasing.paths.map(fileOf).filter((file) => target.lookUp(file) === null);
        await target.erase({ files, hashes: erasing.hashes.filter((hash) => !live.has(hash)) });
        await withCache(async () => cache.scrub());
      }
      const now = new Date().toISOString();
      await database.write(async (tx) => {
        await purgeTakenDown(tx, { paths: erasing?.paths ?? [], now, correlationId: null });
        await finishPublisherJob(tx, { id, now, result: { erased: erasing !== null } });
      });
    } catch (error) {
      log.error({ err: error, job: id }, 'what was taken down could not be erased yet');
      await database.write((tx) => postponePublisherJob(tx, { id }));
    }
  }
}
