/**
 * `schedule-child.ts PLACE`, where PLACE is JSON: `{ dataDir, databaseUrl? }`. Prints a line once its scheduler runs, and fires what is due by the clock that it is
 * given, for ever.
 */
import { pino } from 'pino';
import { createScheduler } from '../../server/authoring/scheduler.ts';
import { openDatabase } from '../../server/store/database.ts';
import { deskModel } from '../contract/authoring/desk-model.ts';

const { dataDir, databaseUrl } = JSON.parse(process.argv[2] ?? '') as {
  dataDir: string;
  databaseUrl?: string;
};
const database = await openDatabase({ dataDir, databaseUrl });
const scheduler = createScheduler({
  context: { database, model: deskModel, now: () => new Date(), publicationCommitted: () => undefined },
  // By this clock every connection takes seconds, and what runs out of time is tried again.
  log: pino({ level: 'silent' }),
  target: 'disk',
});
scheduler.start();
process.stdout.write('started\n');
