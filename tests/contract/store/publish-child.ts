/**
 * `publish-child.ts DATA_DIR DATABASE_URL WRITERS COUNT`: waits for a line, then publishes COUNT times with each of WRITERS at
 * once. Each waits between taking its seq and its commit, and every third rolls back. Prints how many it committed.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../../server/store/database.ts';
import { addEntry, publish } from './fixtures.ts';

const MAX_DELAY_MS = 12;

const [dataDir = '', databaseUrl = '', writers = '', count = ''] = process.argv.slice(2);
const database = await openDatabase({ dataDir, databaseUrl: databaseUrl === '' ? undefined : databaseUrl });
process.stdout.write('ready\n');
for await (const _ of createInterface({ input: process.stdin })) break;
const committed = await Promise.all(Array.from({ length: Number(writers) }, publishRepeatedly));
process.stdout.write(`${committed.reduce((sum, each) => sum + each)}\n`);
await database.close();
process.exit();

async function publishRepeatedly(): Promise<number> {
  let committedCount = 0;
  for (let n = 0; n < Number(count); n++) if (await publishOrRollBack(n)) committedCount++;
  return committedCount;
}

async function publishOrRollBack(n: number): Promise<boolean> {
  class RolledBack extends Error {}
  try {
    await database.write(async (tx) => {
      await publish(tx, { entry: await addEntry(tx) });
      await sleep(Math.random() * MAX_DELAY_MS);
      if (n % 3 === 2) throw new RolledBack();
    });
    return true;
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    return false;
  }
}
