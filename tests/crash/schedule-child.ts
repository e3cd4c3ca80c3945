/**
 * `schedule-child.ts PLACE`, where PLACE is JSON. Prints a line once its scheduler runs, and fires what is due by the clock that it is
 * given, for ever. Whoever publishes is another process.
 */
import { pino } from 'pino';
import { createScheduler } from '../../server/authoring/scheduler.ts';
import { openDatabase } from '../../server/store/database.ts';
import { deskModel } from '../contract/authoring/desk-model.ts';
import { contentModel } from '../e2e/publishing/test-site/content-model.ts';

export type SchedulePlace = { dataDir: string; databaseUrl?: string; model: keyof typeof MODELS };

const MODELS = { desk: deskModel, site: contentModel };

const { dataDir, databaseUrl, model } = JSON.parse(process.argv[2] ?? '') as SchedulePlace;
const database = await openDatabase({ dataDir, databaseUrl });
const scheduler = createScheduler({
  context: { database, model: MODELS[model], now: () => new Date(), publicationCommitted: () => undefined },
  // By this clock every connection takes seconds, and what runs out of time is tried again.
  log: pino({ level: 'silent' }),
  target: 'disk',
});
scheduler.start();
process.stdout.write('started\n');
