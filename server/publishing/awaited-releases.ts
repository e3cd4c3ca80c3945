import type { RebuildOrder, RebuildSummary } from './publishing-tools.ts';

/** Who waits for what: callers inside this process. */
export type AwaitedReleases = {
  upTo(seq: number): Promise<void>;
  rebuild(order: RebuildOrder): Promise<RebuildSummary>;
  /** The rebuilds asked for so far; whoever takes them answers them. */
  takeRebuilds(): readonly AwaitedRebuild[];
  released(seq: number): void;
  /** Everyone who still waits for a publication is told. */
  failed(error: unknown): void;
  /** From now on everyone is refused. */
  stop(): void;
};

export type AwaitedRebuild = { order: RebuildOrder } & Answer<RebuildSummary>;

type AwaitedSeq = { seq: number } & Answer<void>;
type Answer<T> = Pick<PromiseWithResolvers<T>, 'resolve' | 'reject'>;

export function createAwaitedReleases(): AwaitedReleases {
  let seqs: AwaitedSeq[] = [];
  let rebuilds: AwaitedRebuild[] = [];
  let stopped = false;

  function failed(error: unknown): void {
    for (const { reject } of seqs) reject(error);
    seqs = [];
  }

  function takeRebuilds(): AwaitedRebuild[] {
    const taken = rebuilds;
    rebuilds = [];
    return taken;
  }

  return {
    upTo: (seq) => {
      const { promise, ...answer } = Promise.withResolvers<void>();
      if (stopped) answer.reject(hasStopped());
      else seqs.push({ seq, ...answer });
      return promise;
    },
    rebuild: (order) => {
      const { promise, ...answer } = Promise.withResolvers<RebuildSummary>();
      if (stopped) answer.reject(hasStopped());
      else rebuilds.push({ order, ...answer });
      return promise;
    },
    takeRebuilds,
    released: (upTo) => {
      for (const { resolve, seq } of seqs) if (seq <= upTo) resolve();
      seqs = seqs.filter(({ seq }) => seq > upTo);
    },
    failed,
    stop: () => {
      stopped = true;
      failed(hasStopped());
      for (const { reject } of takeRebuilds()) reject(hasStopped());
    },
  };
}

function hasStopped(): Error {
  return new Error('The publisher has stopped');
}
