import type { Database } from '../../store/database.ts';
import { Deposed, requireLease } from '../../store/publisher-leases.ts';
import type { Lease } from './lease.ts';

/** Commits nothing once another process leads: the lease is looked at, and held fast, in each transaction. */
export function fencedDatabase(
  database: Database,
  lease: Pick<Lease, 'epoch' | 'lost' | 'target'>,
): Database {
  const write: Database['write'] = async (work) => {
    try {
      return await database.write(async (tx) => {
        await requireLease(tx, lease);
        return await work(tx);
      });
    } catch (error) {
      if (error instanceof Deposed) lease.lost();
      throw error;
    }
  };
  return { ...database, write, writeStatement: write };
}
