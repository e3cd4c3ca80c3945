import { pino } from 'pino';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { Log } from '../log.ts';
import { openDatabase } from '../store/database.ts';
import type { Database } from '../store/database.ts';
import { assertSchemaCurrent } from '../store/migrate.ts';
import type { Cli } from './cli.ts';

export type Installation = { config: Config; log: Log; database: Database };

type Options = {
  /** Commands that change the schema take it as they find it. */
  schema?: 'current' | 'any';
};

/** The configuration, a log on stderr and the database, for as long as the work takes. */
export async function withInstallation(
  cli: Cli,
  work: (installation: Installation) => Promise<void>,
  { schema = 'current' }: Options = {},
): Promise<void> {
  const config = readConfig(cli.env);
  const log = createCommandLog(cli, config);
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, log });
  try {
    if (schema === 'current') await assertSchemaCurrent(database);
    await work({ config, log, database });
  } finally {
    await database.close();
  }
}

/** stdout belongs to the command's result; unless asked for, only what went wrong is worth a line. */
function createCommandLog(cli: Cli, config: Config): Log {
  const logLevel = cli.env['LOG_LEVEL'] ? config.logLevel : 'warn';
  return createLog({ logLevel }, pino.destination({ dest: 2, sync: true }));
}
