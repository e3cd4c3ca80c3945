import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { listEntries } from '../../../server/authoring/list-entries.ts';
import { openDatabase, type Database } from '../../../server/store/database.ts';
import { migrateUp } from '../../../server/store/migrate.ts';
import { freePort } from '../../support/free-port.ts';
import { findPostgresBinaries } from '../../support/postgres/find-binaries.ts';
import { contentModel } from './test-site/content-model.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const binFolder = findPostgresBinaries();
const canBackUp = binFolder !== null && readdirSync(binFolder).includes('pg_basebackup');
const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/backup.md'), 'utf8');
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };
const UNTIL = { timeout: 60_000, interval: 100 };

/** The lines of the guide that begin so, with the folder of this test in the place of its own. */
function guideLines(folder: string, ...beginnings: readonly string[]): string {
  const lines = GUIDE.split('\n').filter((line) =>
    beginnings.some((beginning) => line.startsWith(beginning)),
  );
  expect(lines).toHaveLength(beginnings.length);
  return `${lines.join('\n').replaceAll('/archive', join(folder, 'archive'))}\n`;
}

async function ask<Row extends object>(url: string, question: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(question)).rows;
  } finally {
    await client.end();
  }
}

describe.skipIf(!canBackUp)('continuous archiving, as the guide says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-archive-'));
  const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  let server: ChildProcess;
  let database: Database;

  const run = (program: string, args: readonly string[]): void =>
    void execFileSync(join(binFolder ?? '', program), args, { ...owner, stdio: 'pipe', cwd: folder });

  async function start(data: string, port: number): Promise<string> {
    const args = ['-D', join(folder, data), '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', ''];
    server = spawn(join(binFolder ?? '', 'postgres'), args, { ...owner, stdio: 'ignore', cwd: folder });
    const url = `postgres://tester@127.0.0.1:${port}/postgres`;
    await vi.waitFor(async () => {
      expect(await ask<{ recovers: boolean }>(url, 'select pg_is_in_recovery() as recovers')).toEqual([
        { recovers: false },
      ]);
    }, UNTIL);
    return url;
  }

  async function kill(): Promise<void> {
    const ended = once(server, 'exit');
    // At once, as when the machine goes: a server that ends in order would archive what is left.
    server.kill('SIGQUIT');
    await ended;
  }

  beforeAll(() => {
    chmodSync(folder, 0o755);
    for (const name of ['archive', 'live']) {
      mkdirSync(join(folder, name), { mode: 0o700 });
      if (owner.uid !== undefined) chownSync(join(folder, name), owner.uid, owner.gid);
    }
    if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
    run('initdb', ['-D', join(folder, 'live'), '-U', 'tester', '-A', 'trust', '-N', '--locale=C.UTF-8']);
    const settings = guideLines(folder, 'wal_level', 'archive_mode', 'archive_timeout', 'archive_command');
    appendFileSync(join(folder, 'live/postgresql.conf'), settings.replace('= 60', '= 1'));
  });
  afterAll(async () => {
    await database.close();
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings back the moment before a mistake, with what was saved after the base backup', async () => {
    const url = await start('live', await freePort());
    database = await openDatabase({ databaseUrl: url, dataDir: folder });
    await migrateUp(database);
    await write('before the base backup');
    const guided = guideLines(folder, 'pg_basebackup').replace(/#.*/, '').trim().split(/\s+/);
    const [program = '', ...args] = guided.map((word) => word.replace('/backups/base', join(folder, 'base')));
    run(program, [...args, '--dbname', url]);
    await write('after it');
    const [moment] = await ask<{ now: string }>(url, 'select clock_timestamp()::text as now');
    await ask(url, 'delete from entry_reference');
    await ask(url, 'truncate entry cascade');
    const [last] = await ask<{ file: string }>(url, 'select pg_walfile_name(pg_switch_wal()) as file');
    await vi.waitFor(() => expect(readdirSync(join(folder, 'archive'))).toContain(last?.file), UNTIL);
    await database.close();
    await kill();

    const restored = join(folder, 'restored');
    cpSync(join(folder, 'base'), restored, { recursive: true });
    if (owner.uid !== undefined) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, restored]);
    chmodSync(restored, 0o700);
    const recovery = guideLines(folder, 'restore_command', 'recovery_target_time', 'recovery_target_action');
    const target = recovery.replace(/recovery_target_time = '.*'/, `recovery_target_time = '${moment?.now}'`);
    appendFileSync(join(restored, 'postgresql.conf'), `${target}archive_mode = off\n`);
    writeFileSync(join(restored, 'recovery.signal'), '');
    database = await openDatabase({
      databaseUrl: await start('restored', await freePort()),
      dataDir: folder,
    });
    const { entries } = await listEntries(authoring(), { ...CALL, collection: 'posts', locale: 'en' });
    expect(entries.map(({ title }) => title).toSorted()).toEqual(['after it', 'before the base backup']);
  });

  function authoring(): AuthoringContext {
    return { database, model: contentModel, now: () => new Date(), publicationCommitted: () => undefined };
  }

  async function write(title: string): Promise<void> {
    const content = { title, slug: title.replaceAll(' ', '-') };
    await createEntry(authoring(), { ...CALL, collection: 'posts', locale: 'en', content });
  }
});
