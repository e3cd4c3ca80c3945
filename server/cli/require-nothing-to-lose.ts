import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { countContent } from '../store/count-content.ts';
import type { Database } from '../store/database.ts';
import { migrationStatus } from '../store/migrate.ts';

type Options = { steps: number; environment: Config['environment'] };

/**
 * Whether a migration can be taken back without asking. It is not looked at which tables lose what: a database that holds content is
 * not one to try things on, whichever of its migrations goes.
 */
export async function requireNothingToLose(
  database: Database,
  { steps, environment }: Options,
): Promise<void> {
  const applied = (await migrationStatus(database)).filter(({ state }) => state === 'applied');
  const names = applied.slice(-steps).map(({ name }) => name);
  if (names.length === 0) return;
  const counts = Object.entries(await countContent(database)).filter(([, count]) => count > 0);
  if (counts.length === 0 && environment !== 'production') return;
  const held = counts.map(([what, count]) => `${what}: ${count}`).join(', ');
  throw new AppError(
    'confirmation-required',
    `This takes back ${names.toReversed().join(', ')}, and deletes the tables and columns they made with all that is in them. ${held === '' ? 'This is a production database.' : `The database holds ${held}.`} Nothing was changed. Back it up, then run it again with --yes.`,
    { extra: { migrations: names, content: Object.fromEntries(counts) } },
  );
}
