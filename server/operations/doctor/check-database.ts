import type { Config } from '../../config.ts';
import type { Database } from '../../store/database.ts';
import { readDatabaseFacts } from '../../store/database-facts.ts';
import type { DatabaseFacts } from '../../store/database-facts.ts';
import { migrationStatus } from '../../store/migrate.ts';
import { readNewestSubstance } from '../../store/publications.ts';
import { fail, ok, warn, worstOf } from './finding.ts';
import type { Check, Finding } from './finding.ts';

/** Each process takes up to ten connections, and an upgrade runs two versions beside each other. */
const CONNECTIONS_NEEDED = 40;
/** A schedule fires by the clock of its process; a lease ends by it. */
const CLOCK_OFF_MS = 2_000;
const CLOCK_WRONG_MS = 30_000;

export function checkDatabase(database: Database, { environment }: Pick<Config, 'environment'>): Check {
  return {
    check: 'database',
    look: async () => {
      const startedAt = performance.now();
      await database.ping();
      const answerMs = Math.round(performance.now() - startedAt);
      const facts = await readDatabaseFacts(database);
      return worstOf(doubtsOf(facts, { dialect: database.dialect, environment }), {
        otherwise: `${facts.product}, answers in ${answerMs} ms`,
      });
    },
  };
}

function doubtsOf(
  { connections, encoding, hasTimeLimits, isSuperuser, product }: DatabaseFacts,
  { dialect, environment }: Pick<Database, 'dialect'> & Pick<Config, 'environment'>,
): Finding[] {
  const doubts: Finding[] = [];
  if (!/^utf-?8$/i.test(encoding))
    doubts.push(
      fail(
        `it keeps texts as ${encoding}`,
        'Make a database with the encoding UTF8, and bring the data over.',
      ),
    );
  if (dialect === 'sqlite' && environment === 'production')
    doubts.push(
      warn(
        `${product} in production: one machine, one process`,
        'Set DATABASE_URL to a PostgreSQL database, or keep to one machine on purpose.',
      ),
    );
  if (isSuperuser && environment === 'production')
    doubts.push(
      warn(
        'the program signs in as a superuser of the database server',
        'Give it a role that owns nothing but its own tables.',
      ),
    );
  if (!hasTimeLimits)
    doubts.push(
      warn(
        'a statement may take as long as it likes, since a pooler takes no limits from us',
        'Give its role statement_timeout, lock_timeout and idle_in_transaction_session_timeout (docs/deployment.md).',
      ),
    );
  if (connections !== null && connections.most < CONNECTIONS_NEEDED)
    doubts.push(
      warn(
        `the server takes ${connections.most} connections in all`,
        `Raise max_connections to ${CONNECTIONS_NEEDED} or more, or put PgBouncer in front.`,
      ),
    );
  return doubts;
}

export function checkMigrations(database: Database): Check {
  return {
    check: 'migrations',
    look: async () => {
      const all = await migrationStatus(database);
      const named = (state: string): string =>
        all.flatMap((migration) => (migration.state === state ? migration.name : [])).join(', ');
      if (named('unknown') !== '')
        return fail(
          `the database is newer than this program, which does not know ${named('unknown')}`,
          'Install the version that made them.',
        );
      if (named('pending') !== '')
        return fail(
          `pending: ${named('pending')}`,
          'Run "stillpress migrate up", once and before the new version serves.',
        );
      const newer = named('newer');
      const applied = all.filter(({ state }) => state === 'applied');
      return ok(`all ${applied.length} applied${newer === '' ? '' : `, and of a newer version ${newer}`}`);
    },
  };
}

export function checkClock(database: Database): Check {
  return {
    check: 'clock',
    look: async () => {
      const before = Date.now();
      const { now } = await readDatabaseFacts(database);
      const offMs = Math.abs(now.getTime() - (before + Date.now()) / 2);
      const seconds = Math.round(offMs / 1_000);
      const todo = 'Have both machines keep their time by NTP: schedules fire by it.';
      if (offMs >= CLOCK_WRONG_MS) return fail(`it is ${seconds} s away from that of the database`, todo);
      if (offMs >= CLOCK_OFF_MS) return warn(`it is ${seconds} s away from that of the database`, todo);
      const newest = await readNewestSubstance(database.db);
      if (newest !== null && Date.parse(newest.committedAt) > Date.now() + CLOCK_OFF_MS)
        return fail(`the newest publication is of ${newest.committedAt}, which is to come`, todo);
      return ok(new Date().toISOString());
    },
  };
}
