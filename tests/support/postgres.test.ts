import { Client } from 'pg';
import { expect, inject, test } from 'vitest';

const postgresUrl = inject('postgresUrl');

test.skipIf(postgresUrl === '')('the Postgres server for tests is durable and speaks UTF-8', async () => {
  const client = new Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select name, setting from pg_settings
       where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'server_encoding') order by name`,
    );
    expect(rows).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'server_encoding', setting: 'UTF8' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
  } finally {
    await client.end();
  }
});
