import { AppError, isErrorCode } from '../errors.ts';
import { hasPublisherJob } from '../store/publisher-jobs.ts';
import { describeWithheld } from '../store/withheld-publications.ts';
import { attemptRound, createRecovery } from './attempt-round.ts';
import type { Attempt } from './attempt-round.ts';
import { createAwaitedReleases, type AwaitedReleases } from './awaited-releases.ts';
import { createFailureRecord } from './failure-record.ts';
import { createGivingWay } from './giving-way.ts';
import type { PendingRebuild } from './pending-rebuilds.ts';
import type { Prover } from './prove-changes.ts';
import type { PublishingProblem } from './publisher-status.ts';
import type { PublishingTools, RebuildOrder, RebuildSummary } from './publishing-tools.ts';
import type { ReleaseSummary } from './release/make-release.ts';

/** Decides when a round runs: one at a time, and once more when something was signalled meanwhile. */
export type PublishingLoop = {
  wake: () => void;
  /** Something is published within a moment: no rebuild is to keep it waiting. */
  expect: () => void;
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
  const givingWay = createGivingWay(() => isAnythingNew(tools));
  const pending: PendingRebuild[] = [];
  let running: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;
  let releasing = false;
  let lastRelease: ReleaseSummary | null = null;
  const parts: Omit<Attempt, 'until'> = {
    again: wake,
    awaited,
    failures,
    hidden: [],
    isExpecting: givingWay.isExpecting,
    isInterrupted: () => wanted || stopped || givingWay.isExpecting(),
    onRelease: () => {
      releasing = true;
      bystander.interrupt();
    },
    pending,
    prover,
    recover: createRecovery(tools),
  };

  function wake(): void {
    wanted = true;
    if (running !== null) givingWay.ask();
    else if (!stopped) running = run();
  }

  async function run(): Promise<void> {
    let isReleased = false;
    while (wanted) {
      wanted = false;
      lastRelease = (await attemptRound(tools, { ...parts, until: givingWay.begin() })) ?? lastRelease;
      isReleased ||= releasing;
      releasing = false;
      onRound();
      if (!wanted && givingWay.isExpecting()) wanted = await givingWay.waited();
      if (stopped) break;
    }
    running = null;
    bystander.quiet({ isReleased });
  }

  return {
    wake,
    expect: givingWay.expect,
    settled: async () => void (await running),
    publishedUpTo: (seq) => untilShown(tools, { seq, awaited, stopped }),
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
      givingWay.stop();
      await running;
      failures.stop();
      for (const { fail } of pending) await fail(new Error('The publisher has stopped'));
      awaited.stop();
    },
  };
}

type Awaiting = { seq: number; awaited: AwaitedReleases; stopped: boolean };

async function untilShown(tools: PublishingTools, { awaited, seq, stopped }: Awaiting): Promise<void> {
  if (stopped || (tools.target.position()?.seq ?? 0) < seq) await awaited.upTo(seq);
  await requireShown(tools, seq);
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

/** Beyond what the running round knows of. */
async function isAnythingNew({ cache, database, follower, templates }: PublishingTools): Promise<boolean> {
  const wanted = templates.candidate();
  const begun = cache.pages.find('candidate');
  const isOutdated = wanted !== null && begun !== null && begun.templateBuild !== wanted.id;
  return isOutdated || (await follower.lookAhead()) !== null || (await hasPublisherJob(database.db));
}
