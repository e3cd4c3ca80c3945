import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/** A durable commit of as many bytes as a publication and its release write down. */
export type RowCommits = { commit(changedFiles: number): void; close(): void };

/** As text, keys and indexes left out: a publication, its item, its audit record, the moved entry and the release. */
const ROWS_OF_PUBLICATION = [310, 330, 360, 480, 420];
const ROW_OF_CHANGED_FILE = 190;

export function openRowCommits(folder: string): RowCommits {
  const connection = new Sqlite(join(folder, 'floor.sqlite'));
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT');
  const insert = connection.prepare('INSERT INTO row (content) VALUES (?)');
  const insertAll = connection.transaction((changedFiles: number) => {
    for (const size of ROWS_OF_PUBLICATION) insert.run('x'.repeat(size));
    for (let file = 0; file < changedFiles; file++) insert.run('x'.repeat(ROW_OF_CHANGED_FILE));
  });
  return { commit: (changedFiles) => insertAll.immediate(changedFiles), close: () => connection.close() };
}
