/**
 * The program behind the `rebuild` bench: renders the whole site from nothing but the database, as `stillpress rebuild` does, to a
 * target as plain or as safe as its first argument says. Prints the release as one line.
 */
import { pino } from 'pino';
import { createPublisher } from '../../server/publishing/publisher.ts';
import { openDatabase } from '../../server/store/database.ts';
import { contentModel } from '../../site/content-model.ts';
import type { RebuildOrder } from './rebuild-order.ts';

async function main({ dataDir, projectRoot, siteUrl, target }: RebuildOrder): Promise<void> {
  const database = await openDatabase({ dataDir });
  const config = { dataDir, databaseUrl: undefined, siteUrl, target };
  const log = pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
  const publisher = await createPublisher({ database, model: contentModel, config, log, projectRoot });
  const release = await publisher.rebuild({ reason: 'rebuild' });
  process.stdout.write(`${JSON.stringify(release)}\n`);
  await publisher.stop();
  await database.close();
}

await main(JSON.parse(process.argv[2] ?? ''));
