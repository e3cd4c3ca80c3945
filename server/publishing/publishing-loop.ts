import type { LogPosition } from '../../model/publication.ts';
import { AppError, isErrorCode } from '../errors.ts';
import {
  hasPublisherJob,
  postponePublisherJob,
  settleAbandonedJobs,
  takePublisherJobs,
} from '../store/publisher-jobs.ts';
import type { PublisherJobKind, TakenJob } from '../store/publisher-jobs.ts';
import { settleReleases } from '../store/releases.ts';
import { describeWithheld } from '../store/withheld-publications.ts';
import { createAwaitedReleases } from './awaited-releases.ts';
import type { AwaitedReleases } from './awaited-releases.ts';
import { createFailureRecord } from './failure-record.ts';
import type { FailureRecord } from './failure-record.ts';
import { beginRebuilds, ofJob, ofThisProcess, refuseUnknown, remove, samePages } from './pending-rebuilds.ts';
import type { PendingRebuild } from './pending-rebuilds.ts';
import { runRound } from './publish-round.ts';
import type { Prover } from './prove-changes.ts';
import type { PublishingTools, RebuildOrder, RebuildSummary } from './publishing-tools.ts';
import type { PublishingProblem } from './publisher-status.ts';
import type { ReleaseSummary } from './release/make-release.ts';
import { finishTakedowns, hideTakedowns, holdWhilePinned, runWayBackJobs } from './way-back-round.ts';

/** Decides when a round runs: one at a time, and once more when something was signalled meanwhile. */
export type PublishingLoop = {
  wake: () => void;
  /** Resolves when no round is running or wanted any more. */
  settled: () => Promise<void>;
  publishedUpTo: (seq: number) => Promise<void>;
  rebuild(order: RebuildOrder): Promise<RebuildSummary>;
  isReleasing(): boolean;
  problem(): PublishingProblem | null;
  lastRelease(): ReleaseSummary | null;
  /** No further round begins. Resolves when the running one has ended, however it ends. */
  stop(): Promise<void>;
};

/** Told when there is something to publish, and when there is nothing more. */
export type Bystander = { interrupt(): void; quiet(after: { isReleased: boolean }): void };

type LoopParts = { bystander: Bystander; prover: Prover; onRound: () => void };

export function createPublishingLoop(
  tools: PublishingTools,
  { bystander, onRound, prover }: LoopParts,
): PublishingLoop {
  const awaited = createAwaitedReleases();
  const failures = createFailureRecord(tools, { retry: wake });
  const pending: PendingRebuild[] = [];
  let running: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;
  let releasing = false;
  let lastRelease: ReleaseSummary | null = null;
  const parts: Attempt = {
    again: wake,
    awaited,
    failures,
    hidden: [],
    isInterrupted: () => wanted || stopped,
    onRelease,
    pending,
    prover,
    recover: createRecovery(tools),
  };

  function wake(): void {
    wanted = true;
    if (running === null && !stopped) running = run();
  }

  async function run(): Promise<void> {
    let isReleased = false;
    while (wanted) {
      wanted = false;
      lastRelease = (await attempt(tools, parts)) ?? lastRelease;
      isReleased ||= releasing;
      releasing = false;
      onRound();
      if (stopped) break;
    }
    running = null;
    bystander.quiet({ isReleased });
  }

  function onRelease(): void {
    releasing = true;
    bystander.interrupt();
  }

  return {
    wake,
    settled: async () => {
      await running;
    },
    publishedUpTo: async (seq) => {
      if (stopped || (tools.target.position()?.seq ?? 0) < seq) await awaited.upTo(seq);
      await requireShown(tools, seq);
    },
    rebuild: (order) => {
      const summary = awaited.rebuild(order);
      wake();
      return summary;
    },
    isReleasing: () => releasing,
    problem: failures.problem,
    lastRelease: () => lastRelease,
    stop: async () => {
      stopped = true;
      await running;
      failures.stop();
      for (const { fail } of pending) await fail(new Error('The publisher has stopped'));
      awaited.stop();
    },
  };
}

type Attempt = {
  again: () => void;
  awaited: AwaitedReleases;
  failures: FailureRecord;
  recover: () => Promise<void>;
  onRelease: () => void;
  isInterrupted: () => boolean;
  /** Takedowns that cannot be finished before somebody resumes. */
  hidden: TakenJob[];
  pending: PendingRebuild[];
  prover: Prover;
};

/** One round, with its outcome told to everyone who waits for it. Never throws. */
async function attempt(
  tools: PublishingTools,
  { again, awaited, failures, hidden, isInterrupted, onRelease, pending, prover, recover }: Attempt,
): Promise<ReleaseSummary | null> {
  let served: PendingRebuild[] = [];
  let takedowns: readonly TakenJob[] = [];
  let isCacheNew = false;
  try {
    isCacheNew = await tools.cacheRenewal.renewIfNeeded();
    if (isCacheNew) tools.askedGraph.id = null;
    if (await tools.target.renew())
      tools.log.warn('the target was deleted while it was in use, all or in part; it is made again');
    await recover();
    pending.push(...awaited.takeRebuilds().map(ofThisProcess));
    const jobs = await takeJobs(tools, pending);
    await refuseUnknown(tools, pending);
    takedowns = jobs.takedowns;
    await runWayBackJobs(tools, jobs.waysBack);
    if (await holdWhilePinned(tools)) {
      hidden.push(...(await hideTakedowns(tools, takedowns)));
      takedowns = [];
      awaited.failed(isHeld());
      for (const { fail } of pending.splice(0)) await fail(isHeld());
      // No release is to take what was proven.
      prover.forget();
      await tools.target.forgetPut();
      if (tools.target.position() === null && !failures.isHeldBack(tools.cache.position()))
        failures.note(lostWhileHeld(), { isReleased: false });
      return null;
    }
    takedowns = [...hidden.splice(0), ...takedowns];
    served = samePages(pending);
    await beginRebuilds(tools, served);
    const { isHeldBack } = failures;
    const onLive = ({ seq }: LogPosition, problem: AppError | null): void => {
      if (problem === null) failures.clear();
      awaited.released(seq);
    };
    const rebuild = served[0]?.order ?? null;
    const takeProven = prover.take;
    const options = { again, rebuild, takedowns, isHeldBack, isInterrupted, onRelease, onLive, takeProven };
    const round = await runRound(tools, options);
    if (round.problem !== null) {
      failures.note(round.problem, { isReleased: true });
      remove(pending, served);
      for (const { fail } of served) await fail(round.problem);
    } else if (round.summary !== null && round.isRebuilt) {
      remove(pending, served);
      for (const { answer, damaged } of served) await answer({ ...round.summary, damaged });
    }
    if (takedowns.length > 0) prover.forget();
    if (round.isLive) await finishTakedowns(tools, takedowns);
    else await postpone(tools, takedowns);
    return round.summary;
  } catch (error) {
    if (tools.cacheRenewal.note(error) && !isCacheNew) {
      // Once more with a new one; whoever waits goes on waiting.
      tools.log.warn({ err: error }, 'the content cache cannot be used');
      await tidyUp(tools, takedowns);
      again();
      return null;
    }
    remove(pending, served);
    awaited.failed(error);
    const problem = failures.note(error, { isReleased: false });
    await tidyUp(tools, takedowns);
    const told = error instanceof AppError ? error : new AppError('internal-error', problem.message);
    for (const { fail } of served) await fail(told);
    return null;
  }
}

/** Throws what its author has to know where the publication is held back. */
async function requireShown({ withheld }: PublishingTools, seq: number): Promise<void> {
  const found = (await withheld.list()).find((row) => row.seq === seq);
  if (found === undefined) return;
  const { code, path, message, template } = found;
  throw new AppError(isErrorCode(code) ? code : 'template-failed', describeWithheld(found), {
    issues: [{ path, message }],
    extra: { template, publication: seq },
  });
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
async function tidyUp(tools: PublishingTools, takedowns: readonly TakenJob[]): Promise<void> {
  try {
    await settle(tools);
    await postpone(tools, takedowns);
  } catch (error) {
    // The database may be what failed. Whoever publishes next tidies up.
    tools.log.warn({ err: error }, 'a failed release could not be recorded');
  }
}

/** What an earlier publisher left behind is tidied up before the first round. */
function createRecovery(tools: PublishingTools): () => Promise<void> {
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
