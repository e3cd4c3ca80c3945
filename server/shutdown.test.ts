import { expect, test } from 'vitest';
import { createLog } from './log.ts';
import { createShutdown } from './shutdown.ts';

const log = createLog({ logLevel: 'silent' });

test('closes in its own order, whatever came up first', async () => {
  const closed: string[] = [];
  const shutdown = createShutdown(log);
  shutdown.add('database', () => void closed.push('database'));
  shutdown.add('http', async () => {
    await Promise.resolve();
    closed.push('http');
  });
  shutdown.add('publishing', () => void closed.push('publishing'));
  await shutdown.run();
  expect(closed).toEqual(['http', 'publishing', 'database']);
});

test('runs once, and a second call waits for the first', async () => {
  let runs = 0;
  const shutdown = createShutdown(log);
  shutdown.add('http', () => void (runs += 1));
  await Promise.all([shutdown.run(), shutdown.run()]);
  await shutdown.run();
  expect(runs).toBe(1);
});

test('a part that cannot be closed keeps no other from closing', async () => {
  let databaseClosed = false;
  const shutdown = createShutdown(log);
  shutdown.add('http', () => Promise.reject(new Error('stuck')));
  shutdown.add('database', () => void (databaseClosed = true));
  await shutdown.run();
  expect(databaseClosed).toBe(true);
});
