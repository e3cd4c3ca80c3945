import type { Config } from '../config.ts';
import type { Database } from '../store/database.ts';
import { nameEnvironment, readEnvironment } from '../store/installation.ts';
import { wrongEnvironment } from '../wrong-environment.ts';

type Own = Pick<Config, 'appEnv'>;

/** The first process that names its environment decides which one the database belongs to. */
export async function joinEnvironment(database: Database, config: Own): Promise<void> {
  if (config.appEnv !== null && (await readEnvironment(database)) === null)
    await nameEnvironment(database, { from: null, name: config.appEnv, now: new Date().toISOString() });
  await requireEnvironment(database, config);
}

/** Throws `wrong-environment` where the database belongs to another one. */
export async function requireEnvironment(database: Pick<Database, 'db'>, { appEnv }: Own): Promise<void> {
  const owner = await readEnvironment(database);
  if (owner === null || owner === appEnv) return;
  throw wrongEnvironment({
    what: 'The database',
    owner,
    appEnv,
    todo: `Mend DATABASE_URL (or DATA_DIR), or set APP_ENV=${owner}. If it is a copy that is to stay here, \`stillpress environment adopt\` takes it over.`,
  });
}
