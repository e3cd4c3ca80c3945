import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { newId } from '../../server/store/new-id.ts';
import { sampleContent } from './sample-content.ts';
import type { DatabaseAddress, SavedEntry } from './save-load.ts';

/** Saves with nothing around them: BEGIN, INSERT of a version, UPDATE of its entry, COMMIT. `run` gives saves a second. */
export type RawSaves = { run: (milliseconds: number) => Promise<number>; close: () => Promise<void> };

export type RawWork = { entries: readonly SavedEntry[]; userId: string };

export async function openRawSaves(
  { databaseUrl, dataDir }: DatabaseAddress,
  work: RawWork,
): Promise<RawSaves> {
  return databaseUrl === undefined ? openRawSqlite(dataDir, work) : await openRawPostgres(databaseUrl, work);
}

const COLUMNS =
  'id, entry_id, number, content, content_hash, slug, model_fingerprint, created_at, created_by'.split(', ');
const INSERT = (parameter: (index: number) => string): string =>
  `insert into version (${COLUMNS.join(', ')}) values (${COLUMNS.map((_, index) => parameter(index + 1)).join(', ')})`;
const UPDATE = (parameter: (index: number) => string): string =>
  `update entry set draft_version_id = ${parameter(1)}, title = ${parameter(2)}, updated_at = ${parameter(3)} where id = ${parameter(4)}`;

/** Neither is computed: that is work of the API's. */
const HASH = '0'.repeat(64);
/** Above what the set-up has numbered. */
const FIRST_NUMBER = 1_000;
const CONTENT = sampleContent();

/** The same rows as the API writes. */
function createRows(userId: string) {
  let number = FIRST_NUMBER;
  return (entry: SavedEntry) => {
    const id = newId();
    const at = new Date().toISOString();
    const title = `First light, take ${++number}`;
    const content = JSON.stringify({ ...CONTENT, title });
    return {
      version: [id, entry.id, number, content, HASH, 'first-light', HASH, at, userId],
      entry: [id, title, at, entry.id],
    };
  };
}

/** SQLite has one writer: the fastest it can do is one loop on one connection. */
function openRawSqlite(dataDir: string, { entries, userId }: RawWork): RawSaves {
  const connection = new Sqlite(join(dataDir, 'stillpress.sqlite'));
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  const insert = connection.prepare(INSERT(() => '?'));
  const update = connection.prepare(UPDATE(() => '?'));
  const [begin, commit] = [connection.prepare('begin immediate'), connection.prepare('commit')];
  const rowsOf = createRows(userId);
  return {
    run: async (milliseconds) => {
      const startedAt = performance.now();
      let saves = 0;
      while (performance.now() - startedAt < milliseconds) {
        for (const entry of entries) {
          const rows = rowsOf(entry);
          begin.run();
          insert.run(rows.version);
          update.run(rows.entry);
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
async function openRawPostgres(databaseUrl: string, { entries, userId }: RawWork): Promise<RawSaves> {
  const busy = entries.map((entry) => ({ entry, client: new Client({ connectionString: databaseUrl }) }));
  await Promise.all(busy.map(({ client }) => client.connect()));
  const [insert, update] = [INSERT((index) => `$${index}`), UPDATE((index) => `$${index}`)];
  const rowsOf = createRows(userId);

  const save = async (client: Client, entry: SavedEntry): Promise<void> => {
    const rows = rowsOf(entry);
    await client.query('begin');
    await client.query({ name: 'insert', text: insert, values: rows.version });
    await client.query({ name: 'update', text: update, values: rows.entry });
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
