import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export type PostgresDatabase = { name: string; url: string };

/** A database of one's own: empty, or a copy of another one that nobody uses. */
export async function createPostgresDatabase(
  serverUrl: string,
  { copyOf }: { copyOf?: string } = {},
): Promise<PostgresDatabase> {
  const name = `stillpress_test_${randomBytes(8).toString('hex')}`;
  await runAsAdmin(serverUrl, `create database ${name}${copyOf === undefined ? '' : ` template ${copyOf}`}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { name, url: url.href };
}

export async function dropPostgresDatabase(serverUrl: string, name: string): Promise<void> {
  await runAsAdmin(serverUrl, `drop database ${name} with (force)`);
}

async function runAsAdmin(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
