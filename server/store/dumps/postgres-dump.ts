import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { AppError } from '../../errors.ts';

/** graphile-worker's tables hold nothing that the `job` table does not: whoever starts makes them anew. */
const DUMP = ['--format=custom', '--no-owner', '--no-privileges', '--exclude-schema=graphile_worker'];
const RESTORE = ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error'];

/** What the snapshot holds, whoever writes meanwhile: what `pg_dump` writes to its end, or an error. */
export function dumpPostgres(url: string, { snapshot }: { snapshot: string }): Readable {
  const dump = startTool('pg_dump', [...DUMP, `--snapshot=${snapshot}`], url);
  const { stdout } = dump.child;
  dump.ended.catch((error: unknown) => stdout.destroy(error instanceof Error ? error : undefined));
  return stdout;
}

/** The database as it is at this moment, for as long as the work takes. */
export async function withPostgresSnapshot<T>(
  url: string,
  work: (snapshot: string) => Promise<T>,
): Promise<T> {
  return await withClient(url, async (client) => {
    await client.query('set idle_in_transaction_session_timeout = 0');
    await client.query('begin isolation level repeatable read read only');
    const exported = await client.query<{ id: string }>('select pg_export_snapshot() as id');
    return await work(exported.rows[0]?.id ?? '');
  });
}

/** Into a database that holds nothing. All of it or nothing. */
export async function restorePostgres(url: string, from: Readable): Promise<void> {
  const restore = startTool('pg_restore', [...RESTORE, `--dbname=${nameOf(url)}`], url);
  const feeding = pipeline(from, restore.child.stdin).then(
    () => null,
    (error: unknown) => error,
  );
  try {
    await restore.ended;
  } catch (error) {
    // Where it ended before its input did, its own words say why, unless they are about an input that broke off.
    const broken = await feeding;
    throw broken instanceof AppError ? broken : error;
  }
}

type Tool = { child: ReturnType<typeof spawnTool>; ended: Promise<void> };

function startTool(program: 'pg_dump' | 'pg_restore', args: readonly string[], url: string): Tool {
  const child = spawnTool(program, args, url);
  return { child, ended: endOf(program, child) };
}

/** The address holds a password: it goes by the environment, which other users cannot read. */
function spawnTool(program: string, args: readonly string[], url: string) {
  return spawn(program, args, { env: { ...process.env, ...environmentOf(url) }, stdio: 'pipe' });
}

async function endOf(program: string, child: ReturnType<typeof spawnTool>): Promise<void> {
  const said = text(child.stderr);
  child.stdin.on('error', () => undefined);
  let code: number | null;
  try {
    [code] = (await once(child, 'exit')) as [number | null];
  } catch (error) {
    throw new AppError(
      'backup-failed',
      `${program} could not be started: install the client programs of PostgreSQL (Debian: postgresql-client), of the version of the server or newer.`,
      { cause: error },
    );
  }
  if (code !== 0) throw new AppError('backup-failed', `${program} failed: ${(await said).trim()}`);
}

function environmentOf(address: string): Record<string, string> {
  const url = new URL(address);
  const given: Record<string, string> = {
    PGHOST:
      decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1') || (url.searchParams.get('host') ?? ''),
    PGPORT: url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: nameOf(address),
    PGSSLMODE: url.searchParams.get('sslmode') ?? '',
    PGSSLROOTCERT: url.searchParams.get('sslrootcert') ?? '',
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

function nameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** Whether somebody would lose something by a restore, of which environment they are, and who is connected. */
export async function lookIntoPostgres(
  url: string,
): Promise<{ hasTables: boolean; environment: string | null; processes: number }> {
  return await withClient(url, async (client) => {
    const tables = await client.query("select 1 from pg_tables where schemaname = 'public' limit 1");
    const others = await client.query<{ count: string }>(
      "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name like 'stillpress%'",
    );
    return {
      hasTables: tables.rowCount !== 0,
      environment: await readEnvironment(client),
      processes: Number(others.rows[0]?.count ?? 0),
    };
  });
}

/** Null of one of before environments had names, too. */
async function readEnvironment(client: Client): Promise<string | null> {
  const column = await client.query(
    "select 1 from information_schema.columns where table_schema = 'public' and table_name = 'installation' and column_name = 'environment'",
  );
  if (column.rowCount === 0) return null;
  const { rows } = await client.query<{ environment: string | null }>(
    'select environment from public.installation',
  );
  return rows[0]?.environment ?? null;
}

/** What was there goes aside and is not deleted. Returns the name of the schema in which it is. */
export async function putPostgresAside(url: string, { now }: { now: Date }): Promise<string> {
  const name = `before_restore_${now.toISOString().replaceAll(/\D/g, '')}`;
  await withClient(url, async (client) => {
    await client.query(`begin; alter schema public rename to ${name}; create schema public; commit`);
  });
  return name;
}

/** What a restore that failed has put aside is in its place again. */
export async function bringPostgresBack(url: string, aside: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`begin; drop schema public cascade; alter schema ${aside} rename to public; commit`);
  });
}

/** A database of its own on the same server, removed when the work is done. */
export async function withScratchPostgres<T>(
  url: string,
  { name, work }: { name: string; work: (url: string) => Promise<T> },
): Promise<T> {
  const scratch = new URL(url);
  scratch.pathname = `/${name}`;
  try {
    await withClient(url, (client) => client.query(`create database ${name}`));
  } catch (error) {
    throw new AppError(
      'backup-failed',
      `A database to try the backup in could not be made: ${error instanceof Error ? error.message : String(error)}. Give its role the right ("alter role … createdb"), or name an empty database with --scratch-database.`,
      { cause: error },
    );
  }
  try {
    return await work(scratch.href);
  } finally {
    await withClient(url, (client) => client.query(`drop database if exists ${name} with (force)`));
  }
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'stillpress backup' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
