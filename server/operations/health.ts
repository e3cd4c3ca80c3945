import type { Config } from '../config.ts';
import type { Database } from '../store/database.ts';
import { checkDatabase, checkMigrations } from './doctor/check-database.ts';
import type { PublisherSeen } from './doctor/check-publishing.ts';
import { examine } from './doctor/examine.ts';
import type { Examined } from './doctor/finding.ts';
import { installationChecks } from './doctor/installation-checks.ts';

type Options = { config: Config; database: Database; seen: () => PublisherSeen };

/** Each part as a process that answers sees it, in a moment: files and certificates are looked at by `stillpress doctor`. */
export async function examineHealth({ config, database, seen }: Options): Promise<Examined[]> {
  const found = await examine([checkDatabase(database, config), checkMigrations(database)]);
  if (found.some(({ state }) => state === 'fail')) return found;
  const others = installationChecks({ config, database, seen, sample: () => Promise.resolve(null) });
  return [...found, ...(await examine(others))];
}
