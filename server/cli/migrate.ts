import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type * as storeModule from '../store/migrate.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import type { Installation } from './open-installation.ts';
import { requireNothingToLose } from './require-nothing-to-lose.ts';

/** The schema of the primary database: looked at, brought forward, taken back. */
export function registerMigrate(program: Command, cli: Cli): void {
  const migrate = program
    .command('migrate')
    .description('show or change the schema of the database')
    .addHelpText(
      'after',
      examples('stillpress migrate status', 'stillpress migrate up', 'stillpress migrate down --steps 1'),
    );

  migrate
    .command('status')
    .description('list the migrations and whether each one is applied')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress migrate status', 'stillpress migrate status --json'))
    .action(({ json }: { json?: true }) => showStatus(cli, json === true));

  migrate
    .command('up')
    .description('apply what is pending; safe to run twice and by two machines at once')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress migrate up'))
    .action(({ json }: { json?: true }) => migrateUp(cli, json === true));

  migrate
    .command('down')
    .description('take back the newest migrations; their data is lost')
    .option('--steps <number>', 'how many', parseSteps, 1)
    .option('--yes', 'do it although content is lost with them')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress migrate down', 'stillpress migrate down --steps 3 --yes'))
    .action(({ steps, yes, json }: { steps: number; yes?: true; json?: true }) =>
      migrateDown(cli, { steps, confirmed: yes === true, json: json === true }),
    );
}

function parseSteps(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('It has to be a whole number from 1.');
  return Number(value);
}

type Store = typeof storeModule;

/** The store takes a moment to load: `--help` does without it. */
async function withStore(
  cli: Cli,
  work: (store: Store, installation: Installation) => Promise<void>,
  { create = false } = {},
): Promise<void> {
  const store = await import('../store/migrate.ts');
  const { withInstallation } = await import('./open-installation.ts');
  await withInstallation(cli, (installation) => work(store, installation), { schema: 'any', create });
}

function showStatus(cli: Cli, json: boolean): Promise<void> {
  return withStore(cli, async (store, { database }) => {
    const migrations = await store.migrationStatus(database);
    if (json) return cli.print(JSON.stringify(migrations, null, 2));
    for (const { name, state, appliedAt } of migrations)
      cli.print(`${state.padEnd(8)}  ${name}${appliedAt === null ? '' : `  (${appliedAt})`}`);
  });
}

function migrateUp(cli: Cli, json: boolean): Promise<void> {
  return withStore(
    cli,
    async (store, { database }) => printResults(cli, await store.migrateUp(database), json),
    { create: true },
  );
}

function migrateDown(
  cli: Cli,
  { steps, confirmed, json }: { steps: number; confirmed: boolean; json: boolean },
): Promise<void> {
  return withStore(cli, async (store, { config, database }) => {
    if (!confirmed) await requireNothingToLose(database, { steps, environment: config.environment });
    printResults(cli, await store.migrateDown(database, { steps }), json);
  });
}

type Result = { name: string; direction: 'up' | 'down' };

function printResults(cli: Cli, results: readonly Result[], json: boolean): void {
  if (json) return cli.print(JSON.stringify(results, null, 2));
  if (results.length === 0) return cli.print('Nothing to do.');
  for (const { name, direction } of results)
    cli.print(`${direction === 'up' ? 'applied' : 'taken back'}  ${name}`);
}
