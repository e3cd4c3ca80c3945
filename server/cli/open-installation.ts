import { pino } from 'pino';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { Log } from '../log.ts';
import { requireEnvironment } from '../operations/environments-apart.ts';
import { databaseExists, openDatabase } from '../store/database.ts';
import type { Database } from '../store/database.ts';
import { assertSchemaCurrent } from '../store/migrate.ts';
import type { Cli } from './cli.ts';

export type Installation = { config: Config; log: Log; database: Database };

type Options = {
  /** Commands that change the schema take it as they find it. */
  schema?: 'current' | 'any';
  /** One command takes over what belongs to another environment. */
  environment?: 'own' | 'any';
  /** Makes a database where there is none; without it, a look at a wrong DATA_DIR leaves nothing behind. */
  create?: boolean;
};

/** The configuration, a log on stderr and the database, for as long as the work takes. */
export async function withInstallation(
  cli: Cli,
  work: (installation: Installation) => Promise<void>,
  { create = false, environment = 'own', schema = 'current' }: Options = {},
): Promise<void> {
  const config = readConfig(cli.env);
  const log = createCommandLog(cli, config);
  const options = { ...config, log };
  if (!create && !databaseExists(options)) throw noInstallation(config.dataDir);
  const database = await openDatabase(options);
  try {
    if (schema === 'current') {
      await assertSchemaCurrent(database);
      if (environment === 'own') await requireEnvironment(database, config);
    }
    await work({ config, log, database });
  } finally {
    await database.close();
  }
}

function noInstallation(dataDir: string): AppError {
  return new AppError(
    'no-installation',
    `There is no installation in ${dataDir}: it holds no database. Check DATA_DIR (or DATABASE_URL); \`stillpress start\` or \`stillpress migrate up\` makes one.`,
  );
}

/** stdout belongs to the command's result; unless asked for, only what went wrong is worth a line. */
function createCommandLog(cli: Cli, config: Config): Log {
  const logLevel = cli.env['LOG_LEVEL'] ? config.logLevel : 'warn';
  return createLog({ ...config, logLevel }, pino.destination({ dest: 2, sync: true }));
}
