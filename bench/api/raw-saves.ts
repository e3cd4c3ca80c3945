import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { newId } from '../../server/store/new-id.ts';
import { sampleContent } from './sample-content.ts';
import type { SavedEntry } from './save-load.ts';

/** Saves with nothing around them: BEGIN, INSERT of a version, UPDATE of its entry, COMMIT. Stops at a time; gives saves a second. */
export type RawSaves = { run(milliseconds: number): Promise<number>; close(): Promise<void> };

const INSERT = (parameter: (index: number) => string): string =>
  'insert into version (id, entry_id, number, content, content_hash, slug, model_fingerprint, name, created_at, created_by) ' +
  `values (${[1, 2, 3, 4, 5, 6, 7].map(parameter).join(', ')}, null, ${parameter(8)}, null)`;
const UPDATE = (parameter: (index: number) => string): string =>
  `update entry set draft_version_id = ${parameter(1)}, title = ${parameter(2)}, updated_at = ${parameter(3)} where id = ${parameter(4)}`;

const HASH = '0'.repeat(64);
const CONTENT = JSON.stringify(sampleContent());
/** Above what the set-up has numbered. */
const FIRST_NUMBER = 1_000;

function versionRow(entry: SavedEntry, number: number) {
  const id = newId();
  const at = new Date().toISOString();
  return {
    version: [id, entry.id, number, CONTENT, HASH, 'first-light', HASH, at],
    entry: [id, `First light, take ${number}`, at, entry.id],
  };
}

/** SQLite has one writer: the fastest it can do is one loop on one connection. */
export function openRawSqlite(dataDir: string, entries: readonly SavedEntry[]): RawSaves {
  const connection = new Sqlite(join(dataDir, 'stillpress.sqlite'));
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  const insert = connection.prepare(INSERT(() => '?'));
  const update = connection.prepare(UPDATE(() => '?'));
  const [begin, commit] = [connection.prepare('begin immediate'), connection.prepare('commit')];
  let number = FIRST_NUMBER;
  return {
    run: async (milliseconds) => {
      const startedAt = performance.now();
      let saves = 0;
      while (performance.now() - startedAt < milliseconds) {
        for (const entry of entries) {
          const row = versionRow(entry, ++number);
          begin.run();
          insert.run(row.version);
          update.run(row.entry);
          commit.run();
          saves += 1;
        }
      }
      return (saves * 1000) / (performance.now() - startedAt);
    },
    close: async () => {
      connection.close();
    },
  };
}

/** One connection for each entry, all of them busy: as many as the API has clients, and more than it has connections. */
export async function openRawPostgres(
  databaseUrl: string,
  entries: readonly SavedEntry[],
): Promise<RawSaves> {
  const busy = entries.map((entry) => ({ entry, client: new Client({ connectionString: databaseUrl }) }));
  await Promise.all(busy.map(({ client }) => client.connect()));
  const [insert, update] = [INSERT((index) => `$${index}`), UPDATE((index) => `$${index}`)];
  let number = FIRST_NUMBER;

  const save = async (client: Client, entry: SavedEntry): Promise<void> => {
    const row = versionRow(entry, ++number);
    await client.query('begin');
    await client.query(insert, row.version);
    await client.query(update, row.entry);
    await client.query('commit');
  };
  return {
    run: async (milliseconds) => {
      const startedAt = performance.now();
      const counts = await Promise.all(
        busy.map(async ({ client, entry }) => {
          let saves = 0;
          while (performance.now() - startedAt < milliseconds) {
            await save(client, entry);
            saves += 1;
          }
          return saves;
        }),
      );
      return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - startedAt);
    },
    close: async () => {
      await Promise.all(busy.map(({ client }) => client.end()));
    },
  };
}
