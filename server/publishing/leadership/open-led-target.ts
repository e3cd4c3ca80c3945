import type { TargetConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { openTarget } from '../target/open-target.ts';
import type { Target } from '../target/target.ts';
import { fencedDatabase } from './fenced-database.ts';
import { keepLease, type Lease } from './lease.ts';
import { LEASE_PACE, takeLease, type LeasePace } from './take-lease.ts';

export type LedTarget = {
  target: Target;
  /** What is written with it is not committed once another process leads. */
  database: Database;
  /** Lets another process publish. */
  close(): Promise<void>;
};

type Options = {
  database: Database;
  log: Log;
  /** Ends what is under way. */
  signal?: AbortSignal;
  pace?: LeasePace | undefined;
  /** Another process publishes, since this one gave no sign of life: whatever it still does comes to nothing. */
  onLost?: () => void;
};

/** The target, and the right to change it. Throws `publisher-busy` while another process has that. */
export async function openLedTarget(config: TargetConfig, options: Options): Promise<LedTarget> {
  const { database, log, onLost = () => {}, pace = LEASE_PACE, signal } = options;
  let lease: Lease | null = null;
  const giveBack = async (): Promise<void> => {
    try {
      await lease?.giveBack();
    } catch (error) {
      log.warn(
        { err: error },
        'the lease could not be given back: the next process waits until it has run out',
      );
    }
  };
  try {
    const target = await openTarget(config, {
      log,
      ...(signal !== undefined && { signal }),
      lead: async (place) => {
        const taken = await takeLease(database, place, pace);
        log.info({ target: taken.target, epoch: taken.epoch }, 'this process leads');
        return (lease = keepLease(taken, { database, log, pace, isAlone: place.isAlone, onLost }));
      },
    });
    const close = async (): Promise<void> => {
      await giveBack();
      target.close();
    };
    return { target, database: lease === null ? database : fencedDatabase(database, lease), close };
  } catch (error) {
    await giveBack();
    throw error;
  }
}
