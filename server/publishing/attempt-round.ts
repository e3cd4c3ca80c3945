import { AppError } from '../errors.ts';
import {
  hasPublisherJob,
  postponePublisherJob,
  settleAbandonedJobs,
  takePublisherJobs,
} from '../store/publisher-jobs.ts';
import type { PublisherJobKind, TakenJob } from '../store/publisher-jobs.ts';
import { settleReleases } from '../store/releases.ts';
import { announceProblem } from './announce-failure.ts';
import type { AwaitedReleases } from './awaited-releases.ts';
import type { FailureRecord } from './failure-record.ts';
import { beginRebuilds, ofJob, ofThisProcess, refuseUnknown, remove, samePages } from './pending-rebuilds.ts';
import type { PendingRebuild } from './pending-rebuilds.ts';
import { runRound } from './publish-round.ts';
import type { Prover } from './prove-changes.ts';
import type { PublishingTools } from './publishing-tools.ts';
import type { ReleaseSummary } from './release/make-release.ts';
import {
  answerResumed,
  finishTakedowns,
  hideTakedowns,
  holdWhilePinned,
  runWayBackJobs,
} from './way-back-round.ts';

export type Attempt = {
  again: () => void;
  awaited: AwaitedReleases;
  failures: FailureRecord;
  recover: () => Promise<void>;
  onRelease: () => void;
  isExpecting: () => boolean;
  isInterrupted: () => boolean;
  until: AbortSignal;
  /** Takedowns that cannot be finished before somebody resumes. */
  hidden: TakenJob[];
  pending: PendingRebuild[];
  prover: Prover;
};

/** What this attempt has taken on, and answers for if it fails. */
type Taken = { rebuilds: PendingRebuild[]; takedowns: readonly TakenJob[]; resumed: readonly TakenJob[] };

/** One round, with its outcome told to everyone who waits for it. Never throws. */
export async function attemptRound(tools: PublishingTools, attempt: Attempt): Promise<ReleaseSummary | null> {
  const taken: Taken = { rebuilds: [], takedowns: [], resumed: [] };
  let isCacheNew = false;
  try {
    isCacheNew = await tools.cacheRenewal.renewIfNeeded();
    if (isCacheNew) tools.askedGraph.id = null;
    if (await tools.target.renew())
      tools.log.warn('the target was deleted while it was in use, all or in part; it is made again');
    await attempt.recover();
    attempt.pending.push(...attempt.awaited.takeRebuilds().map(ofThisProcess));
    const jobs = await takeJobs(tools, attempt.pending);
    await refuseUnknown(tools, attempt.pending);
    taken.takedowns = jobs.takedowns;
    taken.resumed = await runWayBackJobs(tools, jobs.waysBack);
    if (await holdWhilePinned(tools)) {
      await hold(tools, { attempt, taken });
      return null;
    }
    return await publishRound(tools, { attempt, taken });
  } catch (error) {
    if (tools.cacheRenewal.note(error) && !isCacheNew) {
      // Once more with a new one; whoever waits goes on waiting.
      tools.log.warn({ err: error }, 'the content cache cannot be used');
      await tidyUp(tools, taken);
      attempt.again();
    } else await fail(tools, { attempt, taken, error });
    return null;
  } finally {
    await tools.rendering.end();
  }
}

type Attempted = { attempt: Attempt; taken: Taken };

/** What is published stays in the log until somebody resumes; who waits for it is told. */
async function hold(
  tools: PublishingTools,
  { attempt: { awaited, failures, hidden, pending, prover }, taken }: Attempted,
): Promise<void> {
  await answerResumed(tools, { jobs: taken.resumed, release: null });
  hidden.push(...(await hideTakedowns(tools, taken.takedowns)));
  taken.takedowns = [];
  awaited.failed(isHeld());
  for (const rebuild of pending.splice(0)) await rebuild.fail(isHeld());
  // No release is to take what was proven.
  prover.forget();
  await tools.target.forgetPut();
  if (tools.target.position() === null && !failures.isHeldBack(tools.cache.position()))
    failures.note(lostWhileHeld(), { isReleased: false });
}

async function publishRound(
  tools: PublishingTools,
  { attempt, taken }: Attempted,
): Promise<ReleaseSummary | null> {
  const { awaited, failures, hidden, pending, prover } = attempt;
  const takedowns = [...hidden.splice(0), ...taken.takedowns];
  taken.takedowns = takedowns;
  taken.rebuilds = samePages(pending);
  await beginRebuilds(tools, taken.rebuilds);
  const round = await runRound(tools, {
    again: attempt.again,
    onRelease: attempt.onRelease,
    isExpecting: attempt.isExpecting,
    isInterrupted: attempt.isInterrupted,
    until: attempt.until,
    isHeldBack: failures.isHeldBack,
    rebuild: taken.rebuilds[0]?.order ?? null,
    takedowns,
    takeProven: prover.take,
    onLive: ({ seq }, problem) => {
      if (problem === null) failures.clear();
      awaited.released(seq);
    },
  });
  if (round.problem !== null) {
    await announceProblem(tools, failures.note(round.problem, { isReleased: true }));
    remove(pending, taken.rebuilds);
    for (const rebuild of taken.rebuilds) await rebuild.fail(round.problem);
  } else if (round.summary !== null && round.isRebuilt) {
    remove(pending, taken.rebuilds);
    for (const { answer, damaged } of taken.rebuilds) await answer({ ...round.summary, damaged });
  }
  await answerResumed(tools, { jobs: taken.resumed, release: round.summary?.number ?? null });
  if (takedowns.length > 0) prover.forget();
  if (round.isLive) await finishTakedowns(tools, takedowns);
  else await postpone(tools, takedowns);
  return round.summary;
}

async function fail(
  tools: PublishingTools,
  { attempt: { awaited, failures, pending }, error, taken }: Attempted & { error: unknown },
): Promise<void> {
  remove(pending, taken.rebuilds);
  awaited.failed(error);
  const problem = failures.note(error, { isReleased: false });
  await tidyUp(tools, taken);
  await announceProblem(tools, problem);
  const told = error instanceof AppError ? error : new AppError('internal-error', problem.message);
  for (const rebuild of taken.rebuilds) await rebuild.fail(told);
}

type Jobs = { waysBack: TakenJob[]; takedowns: TakenJob[] };

async function takeJobs(tools: PublishingTools, pending: PendingRebuild[]): Promise<Jobs> {
  const { database } = tools;
  if (!(await hasPublisherJob(database.db))) return { waysBack: [], takedowns: [] };
  const jobs = await database.write((tx) => takePublisherJobs(tx));
  const ofKind = (...kinds: readonly PublisherJobKind[]): TakenJob[] =>
    jobs.filter(({ kind }) => kinds.includes(kind));
  pending.push(...ofKind('rebuild').map((job) => ofJob(tools, job)));
  return { waysBack: ofKind('rollback', 'resume'), takedowns: ofKind('takedown') };
}

function isHeld(): AppError {
  return new AppError(
    'publication-held',
    'The site is held at an earlier release, so this is not public yet. It goes live with "stillpress release resume".',
  );
}

/** Its bytes are nowhere else, and its templates of then may be gone: only what is newest can be made again. */
function lostWhileHeld(): AppError {
  return new AppError(
    'publication-held',
    'The site is held at an earlier release, and the target does not have that any more: it was emptied by hand. "stillpress release resume" publishes what is newest.',
  );
}

async function postpone({ database }: PublishingTools, jobs: readonly TakenJob[]): Promise<void> {
  for (const { id } of jobs) await database.write((tx) => postponePublisherJob(tx, { id }));
}

/** A release that was only written down is forgotten. */
async function tidyUp(tools: PublishingTools, { resumed, takedowns }: Taken): Promise<void> {
  try {
    await settle(tools);
    await postpone(tools, takedowns);
    await answerResumed(tools, { jobs: resumed, release: null });
  } catch (error) {
    // The database may be what failed. Whoever publishes next tidies up.
    tools.log.warn({ err: error }, 'a failed release could not be recorded');
  }
}

/** What an earlier publisher left behind is tidied up before the first round. */
export function createRecovery(tools: PublishingTools): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (isDone) return;
    await settle(tools);
    await tools.database.write((tx) => settleAbandonedJobs(tx, { now: isoNow() }));
    isDone = true;
  };
}

async function settle({ database, target }: PublishingTools): Promise<void> {
  const appliedNumber = target.position()?.releaseNumber ?? null;
  await database.write((tx) => settleReleases(tx, { appliedNumber, now: isoNow(), target: target.name }));
}

function isoNow(): string {
  return new Date().toISOString();
}
