/** The program behind the `templates` bench: publishes as `npm start` does, while the templates of the project are watched. */
import { pino } from 'pino';
import { createPublisher } from '../../server/publishing/publisher.ts';
import { openDatabase } from '../../server/store/database.ts';
import { contentModel } from '../../site/content-model.ts';

export type WatchOrder = { dataDir: string; siteUrl: string; targetRoot: string; projectRoot: string };

async function main({ dataDir, projectRoot, siteUrl, targetRoot: root }: WatchOrder): Promise<void> {
  const database = await openDatabase({ dataDir });
  const config = { dataDir, databaseUrl: undefined, siteUrl, target: { kind: 'disk' as const, root } };
  const log = pino({ level: 'info' }, pino.destination({ dest: 1, sync: true }));
  const publisher = await createPublisher({
    database,
    model: contentModel,
    config,
    log,
    projectRoot,
    watch: true,
  });
  process.once('SIGTERM', () => void publisher.stop().then(() => database.close()));
  publisher.start();
  await publisher.settled();
  log.info('started');
}

await main(JSON.parse(process.argv[2] ?? ''));
