import { join } from 'node:path';
import { pino } from 'pino';
import type { AuthoringContext } from '../../server/authoring/authoring-context.ts';
import { createPublisher } from '../../server/publishing/publisher.ts';
import type { Publisher, PublisherOptions } from '../../server/publishing/publisher.ts';
import { openDatabase } from '../../server/store/database.ts';
import type { Database } from '../../server/store/database.ts';
import { contentModel } from '../e2e/publishing/test-site/content-model.ts';

/** Where a site is published: what a process has to be told of it. */
export type Place = {
  dataDir: string;
  projectRoot: string;
  siteUrl: string;
};

export type OpenPlace = {
  database: Database;
  publisher: Publisher;
  authoring: AuthoringContext;
  options: PublisherOptions;
  close(): Promise<void>;
};

/** As one process does that plays all roles. The publisher is not started. */
export async function openPlace(
  { dataDir, projectRoot, siteUrl }: Place,
  changes: Partial<PublisherOptions> = {},
): Promise<OpenPlace> {
  const database = await openDatabase({ dataDir });
  const options: PublisherOptions = {
    database,
    model: contentModel,
    config: {
      dataDir,
      databaseUrl: undefined,
      siteUrl,
      target: { kind: 'disk', root: join(dataDir, 'public') },
    },
    log: pino({ level: 'silent' }),
    projectRoot,
    pollMs: 100,
    ...changes,
  };
  const publisher = await createPublisher(options);
  return {
    database,
    publisher,
    options,
    authoring: {
      database,
      model: contentModel,
      now: () => new Date(),
      prove: publisher.prove,
      publicationCommitted: () => publisher.notify(),
    },
    close: async () => {
      await publisher.stop();
      await database.close();
    },
  };
}
