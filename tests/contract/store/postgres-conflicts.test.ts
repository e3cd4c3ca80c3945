import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEntry } from '../../../server/store/entries.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { createEntry } from './fixtures.ts';

function retitle(id: string, title: ReturnType<typeof sql>) {
  return sql`update entry set title = ${title} where id = ${id}`;
}

/** On SQLite nothing conflicts: a write has the database for itself from its beginning. */
describe.runIf(DIALECTS.includes('postgres'))('writes that conflict on Postgres', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase('postgres');
  });
  afterAll(() => opened.close());

  test('are done again after a serialization failure, and nothing is lost', async () => {
    const { database } = opened;
    const { id } = await createEntry(database, { title: 'a' });
    let attempts = 0;
    await database.write(async (tx) => {
      attempts++;
      await sql`set transaction isolation level serializable`.execute(tx);
      expect(await readEntry(tx, { id })).toMatchObject({ title: attempts === 1 ? 'a' : 'ab' });
      // On a connection of its own: as if another process had done it.
      if (attempts === 1) await interfere(id);
      await retitle(id, sql`title || 'c'`).execute(tx);
    });
    expect(attempts).toBe(2);
    expect(await readEntry(database.db, { id })).toMatchObject({ title: 'abc' });
  });

  async function interfere(id: string): Promise<void> {
    await opened.database.changeSchema((tx) => retitle(id, sql`title || 'b'`).execute(tx));
  }

  test('are done again after a deadlock', async () => {
    const { database } = opened;
    const [one, two] = [
      await createEntry(database, { title: '' }),
      await createEntry(database, { title: '' }),
    ];
    const bothHold = Promise.withResolvers<undefined>();
    let holders = 0;
    let attempts = 0;
    const touch = (first: string, second: string) =>
      database.write(async (tx) => {
        attempts++;
        await retitle(first, sql`title || 'x'`).execute(tx);
        if (++holders === 2) bothHold.resolve(undefined);
        await bothHold.promise;
        await retitle(second, sql`title || 'x'`).execute(tx);
      });
    await Promise.all([touch(one.id, two.id), touch(two.id, one.id)]);
    expect(attempts).toBe(3);
    for (const { id } of [one, two])
      expect(await readEntry(database.db, { id })).toMatchObject({ title: 'xx' });
  });

  test('are given up after a few attempts', async () => {
    let attempts = 0;
    const writing = opened.database.write(async (tx) => {
      attempts++;
      await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(tx);
    });
    await expect(writing).rejects.toMatchObject({
      code: 'database-unavailable',
      details: { retryAfterSeconds: 1, cause: { code: '40001' } },
    });
    expect(attempts).toBe(6);
  });

  test('are not done again after any other error', async () => {
    let attempts = 0;
    const writing = opened.database.write(async (tx) => {
      attempts++;
      await sql`select 1 / 0`.execute(tx);
    });
    await expect(writing).rejects.toThrow('division by zero');
    expect(attempts).toBe(1);
  });

  test('and stuck statements are limited by time', async () => {
    const { rows } = await sql`
      select name, setting::int > 0 as limited from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name
    `.execute(opened.database.db);
    expect(rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', limited: true },
      { name: 'lock_timeout', limited: true },
      { name: 'statement_timeout', limited: true },
    ]);
  });
});
