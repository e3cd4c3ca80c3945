import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../server/store/database.ts';
import type { Database } from '../../../server/store/database.ts';
import { readEntry } from '../../../server/store/entries.ts';
import { listenForPublications } from '../../../server/store/listen.ts';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import type { CuttingProxy } from '../../support/cutting-proxy.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { outcomes } from '../../support/outcomes.ts';
import { addEntry, createEntry, publish } from './fixtures.ts';

const UNAVAILABLE = { code: 'database-unavailable', details: { retryAfterSeconds: expect.any(Number) } };

describe.runIf(DIALECTS.includes('postgres'))('when Postgres goes away', () => {
  let opened: TestDatabase;
  let proxy: CuttingProxy;
  let databaseUrl: string;
  let database: Database;
  beforeEach(async () => {
    opened = await openTestDatabase('postgres');
    const url = new URL(opened.databaseUrl ?? '');
    proxy = await startCuttingProxy({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${proxy.port}`;
    databaseUrl = url.href;
    database = await openDatabase({ databaseUrl, dataDir: opened.dataDir });
  });
  afterEach(async () => {
    await database.close();
    await proxy.close();
    await opened.close();
  });

  test('every call says so, with a time to retry after, and works again once it is back', async () => {
    const { id } = await createEntry(database);
    for (let round = 0; round < 2; round++) {
      proxy.cut();
      await expect(database.ping()).rejects.toMatchObject(UNAVAILABLE);
      await expect(readEntry(database.db, { id })).rejects.toMatchObject(UNAVAILABLE);
      await expect(database.read((tx) => readEntry(tx, { id }))).rejects.toMatchObject(UNAVAILABLE);
      await expect(database.write(addEntry)).rejects.toMatchObject(UNAVAILABLE);
      await expect(database.changeSchema(addEntry)).rejects.toMatchObject(UNAVAILABLE);
      proxy.mend();
      await database.ping();
      await createEntry(database);
      expect(await readEntry(database.db, { id })).not.toBeNull();
    }
  });

  test('what is under way fails in the same way, leaves nothing, and the process lives on', async () => {
    let id = '';
    const many = Array.from({ length: 8 }, () => database.read((tx) => sql`select pg_sleep(10)`.execute(tx)));
    const writing = database.write(async (tx) => {
      ({ id } = await addEntry(tx));
      proxy.cut();
      await sql`select 1`.execute(tx);
    });
    const { won, lost } = await outcomes<unknown>([...many, writing]);
    expect(won).toEqual([]);
    expect(lost).toMatchObject(Array.from({ length: 9 }, () => UNAVAILABLE));
    proxy.mend();
    expect(await readEntry(database.db, { id })).toBeNull();
    await createEntry(database);
  });

  test('between two statements of a transaction: it fails, even if nothing is asked of it any more', async () => {
    let id = '';
    const writing = database.write(async (tx) => {
      ({ id } = await addEntry(tx));
      proxy.cut();
      await sleep(20);
    });
    await expect(writing).rejects.toMatchObject(UNAVAILABLE);
    proxy.mend();
    expect(await readEntry(database.db, { id })).toBeNull();
  });

  test('a connection that an administrator ends is replaced', async () => {
    const ended = database.write((tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx));
    await expect(ended).rejects.toMatchObject(UNAVAILABLE);
    await createEntry(database);
    const url = new URL(databaseUrl);
    const others = sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${url.pathname.slice(1)} and pid <> pg_backend_pid()`;
    await opened.database.write((tx) => others.execute(tx));
    await sleep(20);
    await createEntry(database);
  });

  test('a machine that listens no more is no different', async () => {
    await proxy.close();
    await expect(database.ping()).rejects.toMatchObject(UNAVAILABLE);
    proxy = await startCuttingProxy({ host: '127.0.0.1', port: proxy.port });
  });

  test('a refusal to let us in says why to whoever runs this, and to nobody else', async () => {
    const url = new URL(databaseUrl);
    url.pathname = '/no_such_database';
    const other = await openDatabase({ databaseUrl: url.href, dataDir: opened.dataDir });
    await expect(other.ping()).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.not.stringContaining('no_such_database'),
      cause: expect.objectContaining({ message: expect.stringContaining('no_such_database') }),
    });
    await other.close();
  });

  test('a lock that does not come free in time counts as unavailable, and the connection is used again', async () => {
    const { id } = await createEntry(database);
    const touch = sql`update entry set title = title where id = ${id}`;
    await database.write(async (tx) => {
      await touch.execute(tx);
      const waiting = opened.database.write(async (other) => {
        await sql`set local lock_timeout = '20ms'`.execute(other);
        await touch.execute(other);
      });
      await expect(waiting).rejects.toMatchObject(UNAVAILABLE);
    });
    await opened.database.write((tx) => touch.execute(tx));
  });

  test('the listener hears of each publication once it is committed, and reconnects', async () => {
    const heard: number[] = [];
    const heardTimes = (times: number) => expect.poll(() => heard.length, { timeout: 10_000 }).toBe(times);
    const listener = listenForPublications(databaseUrl, () => heard.push(1));
    // It calls once when it has connected: something may have been published before.
    await heardTimes(1);
    const entry = await createEntry(opened.database);
    await opened.database.write((tx) => publish(tx, { entry }));
    await heardTimes(2);
    const failed = opened.database.write(async (tx) => {
      await publish(tx, { entry });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    proxy.cut();
    await sleep(300);
    proxy.mend();
    await heardTimes(3);
    await opened.database.write((tx) => publish(tx, { entry }));
    await heardTimes(4);
    await listener.close();
    await opened.database.write((tx) => publish(tx, { entry }));
    await sleep(50);
    expect(heard).toHaveLength(4);
  });

  test('a listener that has no server tries in vain, and can be closed', async () => {
    proxy.cut();
    let heard = 0;
    const listener = listenForPublications(databaseUrl, () => heard++);
    await sleep(30);
    await listener.close();
    proxy.mend();
    await sleep(300);
    expect(heard).toBe(0);
  });
});
