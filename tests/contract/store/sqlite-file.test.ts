import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../server/store/database.ts';
import { readEntry } from '../../../server/store/entries.ts';
import { openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { addEntry, createEntry } from './fixtures.ts';

describe('the SQLite file', () => {
  let opened: TestDatabase;
  let file: string;
  beforeEach(async () => {
    opened = await openTestDatabase('sqlite');
    file = join(opened.dataDir, 'stillpress.sqlite');
  });
  afterEach(() => opened.close());

  test('and its side files are for their owner alone, and a data folder that is made lists nothing to others', async () => {
    await createEntry(opened.database);
    for (const suffix of ['', '-wal', '-shm']) expect((await stat(file + suffix)).mode & 0o777).toBe(0o600);
    const dataDir = join(opened.dataDir, 'new', 'folder');
    const other = await openDatabase({ dataDir });
    expect((await stat(dataDir)).mode & 0o777).toBe(0o711);
    await other.close();
  });

  test('is written through to the disk at each commit, and keeps references', async () => {
    const pragmas = await opened.database.write(async (tx) => {
      const values: unknown[] = [];
      for (const name of ['journal_mode', 'synchronous', 'foreign_keys']) {
        const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(tx);
        values.push(...rows.flatMap((row) => Object.values(row)));
      }
      return values;
    });
    expect(pragmas).toEqual(['wal', 2, 1]);
  });

  test('that has no room is reported as unavailable, keeps what others wrote, and works again with room', async () => {
    const { database } = opened;
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db);
    const limit = (pages: number) =>
      database.write((tx) => sql.raw(`pragma max_page_count = ${pages}`).execute(tx));
    await limit((rows[0]?.page_count ?? 0) + 10);
    const content = { body: 'x'.repeat(200_000) };
    const [before, tooLarge, after] = await Promise.allSettled([
      createEntry(database),
      createEntry(database, { content }),
      createEntry(database),
    ]);
    expect(tooLarge).toMatchObject({
      status: 'rejected',
      reason: { code: 'database-unavailable', message: expect.stringContaining('the disk is full') },
    });
    for (const small of [before, after]) {
      const id = small?.status === 'fulfilled' ? small.value.id : '';
      expect(await readEntry(database.db, { id })).not.toBeNull();
    }
    await limit(1_000_000);
    await createEntry(database, { content });
  });

  test('that another process holds keeps a write waiting, and the process goes on meanwhile', async () => {
    const holder = new Sqlite(file);
    holder.exec('begin immediate');
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const writing = createEntry(opened.database);
    await sleep(200);
    clearInterval(timer);
    holder.exec('commit');
    holder.close();
    expect(await readEntry(opened.database.db, { id: (await writing).id })).not.toBeNull();
    // Waiting within SQLite would have left no room for a single one.
    expect(ticks).toBeGreaterThan(3);
  });

  test('that cannot be made, or is no database, is refused with its name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stillpress-no-database-'));
    await writeFile(join(folder, 'file'), '');
    await expect(openDatabase({ dataDir: join(folder, 'file') })).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringContaining(join(folder, 'file', 'stillpress.sqlite')),
    });
    await writeFile(
      join(folder, 'stillpress.sqlite'),
      'no database, but longer than its header would be'.repeat(10),
    );
    await expect(openDatabase({ dataDir: folder })).rejects.toThrow(/not a database/);
    await rm(folder, { recursive: true });
  });

  test('is opened by several at once, also when it is new', async () => {
    const dataDir = join(opened.dataDir, 'several');
    const databases = await Promise.all(Array.from({ length: 5 }, () => openDatabase({ dataDir })));
    expect(await Promise.all(databases.map((database) => database.ping()))).toHaveLength(5);
    await Promise.all(databases.map((database) => database.close()));
  });

  test('loses nothing of a group when one write spoils the commit for all', async () => {
    const created = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) =>
        opened.database.write(async (tx) => {
          const entry = await addEntry(tx);
          if (n === 2)
            await sql`update entry set draft_version_id = 'dangling' where id = ${entry.id}`.execute(tx);
          return entry.id;
        }),
      ),
    );
    expect(created.map(({ status }) => status)).toEqual(
      Array.from({ length: 6 }, (_, n) => (n === 2 ? 'rejected' : 'fulfilled')),
    );
    const ids = created.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    for (const id of ids) expect(await readEntry(opened.database.db, { id })).not.toBeNull();
  });
});
