import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../server/store/database.ts';
import { joinTransaction } from '../../server/store/join-transaction.ts';

/** For something that runs into the held transaction to get as far as it can. */
const HEAD_START_MS = 200;

/**
 * Does the first thing in a transaction that stays open while the second one runs into it, and is then committed. It makes a race
 * that is otherwise lost by luck come out the same each time.
 */
export async function raceAgainstOpenTransaction<First, Second>(
  database: Database,
  { first, second }: { first: (joined: Database) => Promise<First>; second: () => Promise<Second> },
): Promise<{ first: First; second: PromiseSettledResult<Second> }> {
  const done = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = database.write(async (tx) => {
    const result = await first(joinTransaction(database, tx));
    done.resolve();
    await release.promise;
    return result;
  });
  await Promise.race([done.promise, holding]);
  const running = Promise.allSettled([second()]);
  await sleep(HEAD_START_MS);
  release.resolve();
  const result = await holding;
  const [outcome] = await running;
  return { first: result, second: outcome };
}
