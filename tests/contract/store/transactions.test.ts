import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../server/store/database.ts';
import { readEntry } from '../../../server/store/entries.ts';
import { listEntries } from '../../../server/store/list-entries.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { addEntry, createEntry } from './fixtures.ts';

describe.each(DIALECTS)('transactions on %s', (dialect) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterAll(() => opened.close());

  test('leave nothing behind when their work fails, and hand on its error', async () => {
    const failure = new Error('no');
    let id = '';
    const written = opened.database.write(async (tx) => {
      ({ id } = await addEntry(tx));
      throw failure;
    });
    await expect(written).rejects.toBe(failure);
    expect(await readEntry(opened.database.db, { id })).toBeNull();
  });

  test('fail alone: those that run at the same time are not touched', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        opened.database.write(async (tx) => {
          const entry = await addEntry(tx);
          if (n % 3 === 0) throw new Error(`work ${n} failed`);
          if (n % 3 === 1) await sql`insert into no_such_table values (1)`.execute(tx);
          return entry.id;
        }),
      ),
    );
    const outcomes = results.map((result) =>
      result.status === 'fulfilled' ? 'stored' : String(result.reason),
    );
    for (const [n, outcome] of outcomes.entries()) {
      expect(outcome).toMatch([`work ${n} failed`, 'no_such_table', 'stored'][n % 3] ?? '');
    }
    const stored = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const { entries } = await listEntries(opened.database.db, { limit: 100 });
    expect(entries.map(({ id }) => id).toSorted()).toEqual(stored.toSorted());
  });

  test('fail alone also when the database refuses them only at the commit', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        opened.database.write(async (tx) => {
          const { id } = await addEntry(tx);
          if (n === 4) await sql`update entry set draft_version_id = 'dangling' where id = ${id}`.execute(tx);
        }),
      ),
    );
    expect(results.map(({ status }) => status).indexOf('rejected')).toBe(4);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  });

  test('do not see each other: a read-modify-write under a lock loses no update', async () => {
    const { id } = await createEntry(opened.database, { title: '0' });
    await Promise.all(
      Array.from({ length: 20 }, () =>
        opened.database.write(async (tx) => {
          await sql`update publication_head set singleton = singleton`.execute(tx);
          const entry = await tx
            .selectFrom('entry')
            .select('title')
            .where('id', '=', id)
            .executeTakeFirstOrThrow();
          await tx
            .updateTable('entry')
            .set({ title: String(Number(entry.title) + 1) })
            .where('id', '=', id)
            .execute();
        }),
      ),
    );
    expect(await readEntry(opened.database.db, { id })).toMatchObject({ title: '20' });
  });

  test('of reading see one moment, whatever is committed meanwhile', async () => {
    const { id } = await createEntry(opened.database, { title: 'before' });
    const retitle = (title: string) =>
      opened.database.write((tx) => tx.updateTable('entry').set({ title }).where('id', '=', id).execute());
    await opened.database.read(async (tx) => {
      expect(await readEntry(tx, { id })).toMatchObject({ title: 'before' });
      await retitle('after');
      expect(await readEntry(opened.database.db, { id })).toMatchObject({ title: 'after' });
      expect(await readEntry(tx, { id })).toMatchObject({ title: 'before' });
    });
    expect(await opened.database.read((tx) => readEntry(tx, { id }))).toMatchObject({ title: 'after' });
  });

  test('of reading do not wait for a write that is under way, nor for each other', async () => {
    const { id } = await createEntry(opened.database, { title: 'before' });
    const read = () => opened.database.read((tx) => readEntry(tx, { id }));
    await opened.database.write(async (tx) => {
      await tx.updateTable('entry').set({ title: 'after' }).where('id', '=', id).execute();
      expect(await readEntry(opened.database.db, { id })).toMatchObject({ title: 'before' });
      await opened.database.read(async (reading) => {
        expect(await readEntry(reading, { id })).toMatchObject({ title: 'before' });
        expect(await read()).toMatchObject({ title: 'before' });
      });
    });
    expect(await read()).toMatchObject({ title: 'after' });
  });

  async function readSlowly(): Promise<number> {
    return await opened.database.read(async (tx) => {
      await tx.selectFrom('entry').select('id').limit(1).execute();
      await sleep(2);
      return (await listEntries(tx, { limit: 1 })).entries.length;
    });
  }

  test('of reading queue up when there are more than connections, and all get their turn', async () => {
    const counts = await Promise.all(Array.from({ length: 50 }, readSlowly));
    expect(new Set(counts)).toEqual(new Set([1]));
  });

  test('in a long row leave room for whatever else the process has to do', async () => {
    const turned = new AbortController();
    setTimeout(() => turned.abort(), 1);
    for (let n = 0; n < 20_000 && !turned.signal.aborted; n++)
      await opened.database.db.selectFrom('job').select('id').execute();
    expect(turned.signal.aborted).toBe(true);
  });

  test('of reading, and single reads, change nothing', async () => {
    const { db } = opened.database;
    const refusal = /use database.write/;
    await expect(db.deleteFrom('job').execute()).rejects.toThrow(refusal);
    await expect(db.updateTable('entry').set({ title: '' }).execute()).rejects.toThrow(refusal);
    await expect(opened.database.read((tx) => tx.deleteFrom('job').execute())).rejects.toThrow(refusal);
    await expect(opened.database.read((tx) => sql`delete from job`.execute(tx))).rejects.toMatchObject({
      code: 'database-unavailable',
    });
  });

  test('refuse to be written within each other', async () => {
    const nested = opened.database.write(() => opened.database.write((tx) => addEntry(tx)));
    await expect(nested).rejects.toThrow('database.write was called within a database.write');
    await createEntry(opened.database);
  });

  test('wait for those of another process, and both are kept', async () => {
    const { databaseUrl, dataDir, database } = opened;
    const other = await openDatabase({ databaseUrl, dataDir });
    const both = [database, other];
    const created = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        (both[n % 2] ?? database).write(async (tx) => {
          const entry = await addEntry(tx);
          await sleep(n % 5);
          return entry;
        }),
      ),
    );
    for (const { id } of created) expect(await readEntry(database.db, { id })).not.toBeNull();
    await other.close();
  });

  test('that are under way end before the database is closed; later ones fail', async () => {
    const { databaseUrl, dataDir } = opened;
    const closing = await openDatabase({ databaseUrl, dataDir });
    const began = Promise.withResolvers<undefined>();
    const written = closing.write(async (tx) => {
      began.resolve(undefined);
      await sleep(50);
      return await addEntry(tx);
    });
    await began.promise;
    await closing.close();
    expect(await readEntry(opened.database.db, await written)).not.toBeNull();
    await expect(closing.write(addEntry)).rejects.toThrow(/destroyed/);
  });
});
