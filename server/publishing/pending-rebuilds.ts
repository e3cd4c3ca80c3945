import { isDeepStrictEqual } from 'node:util';
import { finishPublisherJob } from '../store/publisher-jobs.ts';
import type { TakenJob } from '../store/publisher-jobs.ts';
import type { AwaitedRebuild } from './awaited-releases.ts';
import type { PublishingTools, RebuildOrder, RebuildScope, RebuildSummary } from './publishing-tools.ts';
import { describeProblem } from './publisher-status.ts';
import { filesOf, scopeProblem } from './rebuild-scope.ts';

/** Somebody waits for pages to be rendered again, in this process or in another one. */
export type PendingRebuild = {
  order: RebuildOrder;
  isBegun: boolean;
  /** How many files were not as releases had left them. */
  damaged: number;
  answer: (summary: RebuildSummary) => Promise<void>;
  fail: (error: unknown) => Promise<void>;
};

/** Those that ask for the same pages as the first one: one release answers all of them. */
export function samePages(pending: readonly PendingRebuild[]): PendingRebuild[] {
  const [first] = pending;
  return pending.filter(({ order }) => isDeepStrictEqual(order.scope, first?.order.scope));
}

/** What a rebuild needs before its first round, once. */
export async function beginRebuilds(
  tools: PublishingTools,
  served: readonly PendingRebuild[],
): Promise<void> {
  const { follower, log, target, templates, withCache } = tools;
  const [first, ...others] = served.filter(({ isBegun }) => !isBegun);
  if (first === undefined) return;
  const fresh = [first, ...others];
  // Even where the templates cannot be built.
  const damaged = await target.check(filesOf(tools, first.order.scope));
  if (damaged.length > 0) log.info({ damaged }, 'files were altered beside Stillpress; they are put right');
  await templates.refresh();
  if (fresh.some(({ order }) => order.freshCache === true)) await withCache(() => follower.refill());
  for (const rebuild of fresh) Object.assign(rebuild, { isBegun: true, damaged: damaged.length });
}

/** Those that ask for what the site does not have learn so, and hold up nobody. */
export async function refuseUnknown(tools: PublishingTools, pending: PendingRebuild[]): Promise<void> {
  for (const rebuild of pending.slice()) {
    const problem = scopeProblem(tools, rebuild.order.scope);
    if (problem === null) continue;
    remove(pending, [rebuild]);
    await rebuild.fail(problem);
  }
}

export function remove(pending: PendingRebuild[], served: readonly PendingRebuild[]): void {
  pending.splice(0, pending.length, ...pending.filter((rebuild) => !served.includes(rebuild)));
}

export function ofThisProcess({ order, reject, resolve }: AwaitedRebuild): PendingRebuild {
  return {
    order,
    isBegun: false,
    damaged: 0,
    answer: async (summary) => resolve(summary),
    fail: async (error) => reject(error),
  };
}

export function ofJob({ database, log }: PublishingTools, { id, payload }: TakenJob): PendingRebuild {
  return {
    order: {
      reason: 'rebuild',
      scope: scopeOf(payload),
      ...(payload['cache'] === true && { freshCache: true }),
    },
    isBegun: false,
    damaged: 0,
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
  };
}

function scopeOf({ path, route }: Record<string, unknown>): RebuildScope {
  if (typeof route === 'string') return { kind: 'route', route };
  return typeof path === 'string' ? { kind: 'path', path } : { kind: 'all' };
}

function isoNow(): string {
  return new Date().toISOString();
}
