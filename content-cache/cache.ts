import assert from 'node:assert/strict';
import type Database from 'better-sqlite3';
import type { ContentModel } from '../model/content-model.ts';
import { modelFingerprint } from '../model/model-fingerprint.ts';
import type { LogPosition, Publication, PublishedEntry } from '../model/publication.ts';
import { closeCacheFile, openCacheFile } from './cache-file.ts';
import { ContentCacheError } from './errors.ts';
import { createItemWriter, type ItemWriter } from './item-writer.ts';

/** What is published, at one position of the publication log. One process writes it. */
export type ContentCache = {
  readonly connection: Database.Database;
  position(): LogPosition;
  /** In one transaction. Throws `chain-broken` and changes nothing when one of them does not follow the position before it. */
  apply(publications: readonly Publication[]): void;
  /**
   * In one transaction: everything is removed, `fill` hands over batches of what is published and returns the position that it read them at.
   * Nothing else may use the connection meanwhile.
   */
  replaceAll(fill: (add: AddEntries) => Promise<LogPosition>): Promise<void>;
  close(): void;
};

export type AddEntries = (entries: readonly PublishedEntry[]) => void;

export function openContentCache(options: { file: string; model: ContentModel }): ContentCache {
  const connection = openCacheFile(options.file, modelFingerprint(options.model));
  const writer = createItemWriter(connection, options.model);
  return {
    connection,
    position: () => readPosition(connection),
    apply: (publications) => {
      connection.transaction(() => applyAll(connection, writer, publications)).immediate();
    },
    replaceAll: (fill) => replaceAll(connection, writer, fill),
    close: () => closeCacheFile(connection),
  };
}

function applyAll(
  connection: Database.Database,
  writer: ItemWriter,
  publications: readonly Publication[],
): void {
  let position = readPosition(connection);
  for (const publication of publications) {
    assertFollows(publication, position);
    for (const change of publication.changes) {
      if (change.kind === 'publish') writer.put(change.entry);
      else if (change.kind === 'withdraw') writer.remove(change.entryId);
    }
    position = { seq: publication.seq, hash: publication.hash };
  }
  writePosition(connection, position);
}

function assertFollows(publication: Publication, position: LogPosition): void {
  if (publication.seq === position.seq + 1 && publication.previousHash === position.hash) return;
  throw new ContentCacheError(
    'chain-broken',
    `Publication ${publication.seq} does not follow publication ${position.seq}, at which the content cache is. ` +
      'The database may have been restored from a backup. The content cache has to be filled again from the database.',
  );
}

async function replaceAll(
  connection: Database.Database,
  writer: ItemWriter,
  fill: (add: AddEntries) => Promise<LogPosition>,
): Promise<void> {
  assert(!connection.inTransaction, 'the content cache is already being written');
  connection.exec('BEGIN IMMEDIATE');
  try {
    writer.removeAll();
    const position = await fill((entries) => {
      for (const entry of entries) writer.put(entry);
    });
    writePosition(connection, position);
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function readPosition(connection: Database.Database): LogPosition {
  return connection.prepare('SELECT seq, hash FROM cache_state').get() as LogPosition;
}

function writePosition(connection: Database.Database, { seq, hash }: LogPosition): void {
  connection.prepare('UPDATE cache_state SET seq = ?, hash = ?').run(seq, hash);
}
