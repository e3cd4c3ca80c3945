import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { hasUnsequencedEvents, sequenceEvents } from '../store/sequence-events.ts';

export type AuditSealer = {
  /** Idempotent. */
  start(): void;
  /** What is there by now gets its place. Idempotent. */
  stop(): Promise<void>;
};

/** Short, since a row without a place could be removed unseen; long enough for many to be sealed together. */
const INTERVAL_MS = 1_000;

type SealerOptions = { database: Database; log: Log; intervalMs?: number };

/** Gives events their places, too. Any number of processes may run one. */
export function createAuditSealer({ database, intervalMs = INTERVAL_MS, log }: SealerOptions): AuditSealer {
  /** Told of once: they stay as they are until somebody looks. */
  const known = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let sealing: Promise<void> | null = null;

  async function seal(): Promise<void> {
    try {
      if (!(await hasUnsequencedEvents(database.db))) return;
      const now = new Date().toISOString();
      const { refused } = await database.write((tx) => sequenceEvents(tx, { now }));
      const news = refused.filter((id) => !known.has(id));
      for (const id of news) known.add(id);
      if (news.length > 0)
        log.error({ rows: news }, 'the audit log was changed from outside: see `stillpress audit verify`');
    } catch (error) {
      // The next turn does it.
      log.warn({ err: error }, 'the audit log could not be sealed');
    }
  }

  const turn = (): Promise<void> =>
    (sealing ??= seal().finally(() => {
      sealing = null;
    }));

  return {
    start: () => {
      timer ??= setInterval(() => void turn(), intervalMs);
    },
    stop: async () => {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      await sealing;
      await turn();
    },
  };
}
