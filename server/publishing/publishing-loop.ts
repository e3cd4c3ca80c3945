import { isDeepStrictEqual } from 'node:util';
import type { LogPosition } from '../../model/publication.ts';
import { AppError } from '../errors.ts';
import {
  finishPublisherJob,
  hasPublisherJob,
  settleAbandonedJobs,
  takePublisherJobs,
} from '../store/publisher-jobs.ts';
import type { PublisherJobKind } from '../store/publisher-jobs.ts';
import { settleReleases } from '../store/releases.ts';
import { createAwaitedReleases } from './awaited-releases.ts';
import type { AwaitedRebuild, AwaitedReleases } from './awaited-releases.ts';
import { createFailureRecord } from './failure-record.ts';
import type { FailureRecord } from './failure-record.ts';
import { runRound } from './publish-round.ts';
import type { PublishingTools, RebuildOrder, RebuildScope } from './publish-round.ts';
import { describeProblem } from './publisher-status.ts';
import type { PublishingProblem } from './publisher-status.ts';
import type { ReleaseSummary } from './release/make-release.ts';

const JOB_KINDS: readonly PublisherJobKind[] = ['rebuild'];

/** Decides when a round runs: one at a time, and once more when something was signalled meanwhile. */
export type PublishingLoop = {
  wake: () => void;
  publishedUpTo: (seq: number) => Promise<void>;
  rebuild(order: RebuildOrder): Promise<ReleaseSummary>;
  isReleasing(): boolean;
  problem(): PublishingProblem | null;
  lastRelease(): ReleaseSummary | null;
  /** No further round begins. Resolves when the running one has ended, however it ends. */
  stop(): Promise<void>;
};

export function createPublishingLoop(tools: PublishingTools): PublishingLoop {
  const { target } = tools;
  const awaited = createAwaitedReleases();
  const failures = createFailureRecord(tools, { retry: wake });
  const recover = createRecovery(tools);
  const pending: PendingRebuild[] = [];
  let running: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;
  let releasing = false;
  let lastRelease: ReleaseSummary | null = null;

  function wake(): void {
    wanted = true;
    if (running === null && !stopped) running = run();
  }

  async function run(): Promise<void> {
    while (wanted) {
      wanted = false;
      const isInterrupted = (): boolean => wanted || stopped;
      const order = { awaited, failures, recover, onRelease, isInterrupted, pending };
      lastRelease = (await attempt(tools, order)) ?? lastRelease;
      releasing = false;
      if (stopped) break;
    }
    running = null;
  }

  function onRelease(): void {
    releasing = true;
  }

  return {
    wake,
    publishedUpTo: async (seq) => {
      if (stopped || (target.position()?.seq ?? 0) < seq) await awaited.upTo(seq);
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

/** Somebody waits for pages to be rendered again, in this process or in another one. */
type PendingRebuild = {
  order: RebuildOrder;
  isBegun: boolean;
  answer(summary: ReleaseSummary): Promise<void>;
  fail(error: unknown): Promise<void>;
};

type Attempt = {
  awaited: AwaitedReleases;
  failures: FailureRecord;
  recover: () => Promise<void>;
  onRelease: () => void;
  isInterrupted: () => boolean;
  pending: PendingRebuild[];
};

/** One round, with its outcome told to everyone who waits for it. Never throws. */
async function attempt(
  tools: PublishingTools,
  { awaited, failures, isInterrupted, onRelease, pending, recover }: Attempt,
): Promise<ReleaseSummary | null> {
  let served: PendingRebuild[] = [];
  try {
    await recover();
    pending.push(...awaited.takeRebuilds().map(ofThisProcess), ...(await takeJobs(tools)));
    served = samePages(pending);
    if (served.some(({ isBegun }) => !isBegun)) await tools.templates.refresh();
    for (const rebuild of served) rebuild.isBegun = true;
    const { isHeldBack } = failures;
    const rebuild = served[0]?.order ?? null;
    const onLive = ({ seq }: LogPosition): void => {
      failures.clear();
      awaited.released(seq);
    };
    const round = await runRound(tools, { rebuild, isHeldBack, isInterrupted, onRelease, onLive });
    if (round.summary !== null && round.isRebuilt) {
      remove(pending, served);
      for (const { answer } of served) await answer(round.summary);
    }
    return round.summary;
  } catch (error) {
    remove(pending, served);
    awaited.failed(error);
    const problem = failures.note(error);
    await tidyUp(tools);
    for (const { fail } of served)
      await fail(error instanceof AppError ? error : new AppError('internal-error', problem.message));
    return null;
  }
}

/** Those that ask for the same pages as the first one: one release answers all of them. */
function samePages(pending: readonly PendingRebuild[]): PendingRebuild[] {
  const [first] = pending;
  return pending.filter(({ order }) => isDeepStrictEqual(order.scope, first?.order.scope));
}

function remove(pending: PendingRebuild[], served: readonly PendingRebuild[]): void {
  pending.splice(0, pending.length, ...pending.filter((rebuild) => !served.includes(rebuild)));
}

function ofThisProcess({ order, reject, resolve }: AwaitedRebuild): PendingRebuild {
  return {
    order,
    isBegun: false,
    answer: async (summary) => resolve(summary),
    fail: async (error) => reject(error),
  };
}

async function takeJobs({ database, log }: PublishingTools): Promise<PendingRebuild[]> {
  if (!(await hasPublisherJob(database.db, { kinds: JOB_KINDS }))) return [];
  const jobs = await database.write((tx) => takePublisherJobs(tx, { kinds: JOB_KINDS }));
  return jobs.map(({ id, payload }): PendingRebuild => ({
    order: { reason: 'rebuild', scope: scopeOf(payload) },
    isBegun: false,
    answer: async (summary) =>
      database.write((tx) => finishPublisherJob(tx, { id, now: isoNow(), result: { ...summary } })),
    fail: async (error) => {
      const { code, message } = describeProblem(error);
      try {
        await database.write((tx) =>
          finishPublisherJob(tx, { id, now: isoNow(), failure: { code, message } }),
        );
      } catch (cause) {
        // The database may be what failed. Whoever publishes next tidies up.
        log.warn({ err: cause }, 'a failed rebuild could not be recorded');
      }
    },
  }));
}

function scopeOf({ path, route }: Record<string, unknown>): RebuildScope {
  if (typeof route === 'string') return { kind: 'route', route };
  return typeof path === 'string' ? { kind: 'path', path } : { kind: 'all' };
}

/** A release that was only written down is forgotten. */
async function tidyUp(tools: PublishingTools): Promise<void> {
  try {
    await settle(tools);
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
