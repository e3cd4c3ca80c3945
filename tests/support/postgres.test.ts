import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { findPostgresBinaries } from './postgres/find-binaries.ts';
import { startCluster } from './postgres/start-cluster.ts';

const postgresUrl = inject('postgresUrl');
const binaries = findPostgresBinaries();

async function readSettings(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings
       where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'server_encoding')`,
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  } finally {
    await client.end();
  }
}

test.skipIf(postgresUrl === '')('the Postgres server that tests share speaks UTF-8', async () => {
  expect(await readSettings(postgresUrl)).toMatchObject({ server_encoding: 'UTF8' });
});

test.skipIf(binaries === null)('one that is to be crashed is durable', async () => {
  const cluster = await startCluster(binaries ?? '');
  try {
    expect(await readSettings(cluster.url)).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      server_encoding: 'UTF8',
      synchronous_commit: 'on',
    });
  } finally {
    await cluster.stop();
  }
});
