import {
  finishPublisherJob,
  hasPublisherJob,
  settleAbandonedJobs,
  takePublisherJobs,
} from '../store/publisher-jobs.ts';
import type { JobFailure, PublisherJobKind, TakenJob } from '../store/publisher-jobs.ts';
import { settleReleases } from '../store/releases.ts';
import { createAwaitedReleases } from './awaited-releases.ts';
import type { AwaitedReleases } from './awaited-releases.ts';
import { createFailureRecord } from './failure-record.ts';
import type { FailureRecord } from './failure-record.ts';
import { runRound } from './publish-round.ts';
import type { PublishingTools, RebuildReason } from './publish-round.ts';
import type { PublishingProblem } from './publisher-status.ts';
import type { ReleaseSummary } from './release/make-release.ts';

const JOB_KINDS: readonly PublisherJobKind[] = ['rebuild'];

/** Decides when a round runs: one at a time, and once more when something was signalled meanwhile. */
export type PublishingLoop = {
  wake: () => void;
  publishedUpTo: (seq: number) => Promise<void>;
  rebuild(reason: RebuildReason): Promise<ReleaseSummary>;
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
      lastRelease = (await attempt(tools, { awaited, failures, recover, onRelease })) ?? lastRelease;
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
    rebuild: (reason) => {
      const summary = awaited.rebuild(reason);
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
      awaited.stop();
    },
  };
}

type Attempt = {
  awaited: AwaitedReleases;
  failures: FailureRecord;
  recover: () => Promise<void>;
  onRelease: () => void;
};

/** One round, with its outcome told to everyone who waits for it. Never throws. */
async function attempt(
  tools: PublishingTools,
  { awaited, failures, onRelease, recover }: Attempt,
): Promise<ReleaseSummary | null> {
  const { database } = tools;
  const rebuilds = awaited.takeRebuilds();
  let jobs: TakenJob[] = [];
  try {
    await recover();
    if (await hasPublisherJob(database.db, { kinds: JOB_KINDS }))
      jobs = await database.write((tx) => takePublisherJobs(tx, { kinds: JOB_KINDS }));
    const rebuild = rebuilds[0]?.reason ?? (jobs.length > 0 ? 'rebuild' : null);
    if (rebuild !== null) await tools.templates.refresh();
    const { isLive, position, summary } = await runRound(tools, {
      rebuild,
      isHeldBack: failures.isHeldBack,
      onRelease,
    });
    if (!isLive) return null;
    failures.clear();
    awaited.released(position.seq);
    if (summary === null) return null;
    for (const { resolve } of rebuilds) resolve(summary);
    for (const { id } of jobs)
      await database.write((tx) => finishPublisherJob(tx, { id, now: isoNow(), result: { ...summary } }));
    return summary;
  } catch (error) {
    for (const { reject } of rebuilds) reject(error);
    awaited.failed(error);
    await reportFailure(tools, { jobs, failure: failures.note(error) });
    return null;
  }
}

/** Whoever asked from another process learns of it, and a release that was only written down is forgotten. */
async function reportFailure(
  tools: PublishingTools,
  { jobs, failure: { code, message } }: { jobs: readonly TakenJob[]; failure: JobFailure },
): Promise<void> {
  try {
    await settle(tools);
    const failure = { code, message };
    for (const { id } of jobs)
      await tools.database.write((tx) => finishPublisherJob(tx, { id, now: isoNow(), failure }));
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
