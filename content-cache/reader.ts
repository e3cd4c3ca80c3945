import type Database from 'better-sqlite3';
import Sqlite from 'better-sqlite3';
import type { ContentModel } from '../model/content-model.ts';
import type {
  LogPosition,
  PublicationChange,
  PublishedMedia,
  PublishedRedirect,
} from '../model/publication.ts';
import { createCollectionIndexes } from './collection-index.ts';
import {
  completeCountQuery,
  completeEntryQuery,
  completeNeighboursQuery,
  completeQuery,
  completeValuesQuery,
} from './complete-query.ts';
import type { AskedNeighbours, CompleteValuesQuery } from './complete-query.ts';
import { ContentCacheError } from './errors.ts';
import { createItemWriter, type ItemWriter } from './item-writer.ts';
import type {
  CollectionQuery,
  CountQuery,
  EntryLookup,
  EntryQuery,
  FullQuery,
  NeighboursQuery,
} from './query.ts';
import { createSelection, type Selection } from './reads/selection.ts';
import type { ReadWindow, TranslationLink } from './read-record.ts';
import { createRowMemory, NO_MEMORY, type RowMemory } from './row-memory.ts';
import { statementCache } from './statement-cache.ts';

/** Answers templates. "Not there" is an answer (undefined, null, an empty list); "could not look" throws. */
export type ContentReader = Answers & {
  /**
   * Every read until `endSnapshot` sees the content at exactly this position. Throws when the cache is elsewhere. Changes are laid over it: they are
   * written inside the snapshot's transaction, which is never committed, and nobody else can write meanwhile.
   */
  beginSnapshot(expected: SnapshotPosition, overlay?: readonly PublicationChange[]): void;
  endSnapshot(): void;
  readEntry(asked: EntryQuery): { lookup: EntryLookup | null; entry: ContentEntry | undefined };
  readCards(collection: string, ids: readonly string[]): ContentCard[];
  readCollection(asked: CollectionQuery): { query: FullQuery; cards: ContentCard[]; window: ReadWindow };
  readCount(asked: Pick<CollectionQuery, 'collection' | 'locale' | 'where'>): {
    query: CountQuery;
    count: number;
  };
  readNeighbours(asked: AskedNeighbours): { query: NeighboursQuery } & Neighbours;
  readValues(asked: Pick<CollectionQuery, 'collection' | 'locale'> & { field: string }): {
    query: CompleteValuesQuery;
    values: (string | number)[];
  };
  close(): void;
};

/** Questions in their one form. */
export type Answers = {
  entry(lookup: EntryLookup): ContentEntry | undefined;
  card(collection: string, id: string): ContentCard | undefined;
  list(query: FullQuery): { cards: ContentCard[]; window: ReadWindow };
  count(query: CountQuery): number;
  neighbours(query: NeighboursQuery): Neighbours;
  values(query: CompleteValuesQuery): (string | number)[];
  readPublishedAt(entryId: string): string | null;
  readPath(entryId: string): string | null;
  /** All entries of the group, by locale. */
  readTranslations(translationGroup: string): TranslationLink[];
  /** The cards of the entries that name this one, by id. */
  readBacklinks(entryId: string): ContentCard[];
  readMedia(mediaId: string): PublishedMedia | null;
  readRedirect(path: string): PublishedRedirect | null;
};

export type Neighbours = {
  previous: ContentCard | undefined;
  next: ContentCard | undefined;
  window: ReadWindow;
};

/** Without `revision`, the position in the log alone decides. */
export type SnapshotPosition = LogPosition & { revision?: number };

/** An entry with all its fields. */
export type ContentEntry = {
  id: string;
  collection: string;
  locale: string;
  translationGroup: string;
  slug: string | null;
  path: string | null;
  firstPublishedAt: string;
  publishedAt: string;
  fields: Record<string, unknown>;
  /** Of everything above. */
  digest: string;
};

/** An entry with the fields that lists carry. When it was last published changes with every edit: whoever shows it asks for it. */
export type ContentCard = Omit<ContentEntry, 'publishedAt'> & {
  /** In a list, its place in the order; the digest is without it. */
  cursor?: string | undefined;
};

export type ContentReaderOptions = {
  file: string;
  model: ContentModel;
  /** True for one that changes can be laid over. */
  overlays?: boolean;
};

export function openContentReader({ file, model, overlays = false }: ContentReaderOptions): ContentReader {
  const connection = new Sqlite(file, { readonly: !overlays, fileMustExist: true });
  // Every render worker has one; by itself it would take four times as much.
  connection.pragma('cache_size = -4000');
  const indexes = createCollectionIndexes(model);
  const memory = createRowMemory();
  const answers = createAnswers(connection, { memory });
  const state = connection.prepare('SELECT seq, hash, revision FROM cache_state');
  let writer: ItemWriter | undefined;
  return {
    ...answers,
    beginSnapshot: (expected, overlay = []) => {
      connection.exec(overlay.length === 0 ? 'BEGIN' : 'BEGIN IMMEDIATE');
      try {
        const revision = readRevision(state, expected);
        // With another overlay the same revision says something else.
        memory.moveTo(overlays ? null : revision);
        if (overlay.length > 0) writer ??= createItemWriter(connection, model);
        for (const change of overlay) writer?.write(change);
      } catch (error) {
        connection.exec('ROLLBACK');
        throw error;
      }
    },
    endSnapshot: () => {
      if (connection.inTransaction) connection.exec('ROLLBACK');
    },
    readEntry: (asked) => {
      const lookup = completeEntryQuery(indexes, asked);
      return { lookup, entry: lookup === null ? undefined : answers.entry(lookup) };
    },
    readCards: (collection, ids) => ids.flatMap((id) => answers.card(collection, id) ?? []),
    readCollection: (asked) => {
      const query = completeQuery(indexes, asked);
      return { query, ...answers.list(query) };
    },
    readCount: (asked) => {
      const query = completeCountQuery(indexes, asked);
      return { query, count: answers.count(query) };
    },
    readNeighbours: (asked) => {
      const query = completeNeighboursQuery(indexes, asked);
      return { query, ...answers.neighbours(query) };
    },
    readValues: (asked) => {
      const query = completeValuesQuery(indexes, asked);
      return { query, values: answers.values(query) };
    },
    close: () => connection.close(),
  };
}

export type AnswerOptions = {
  /** Of rows, for as long as nothing is written. */
  memory?: Pick<RowMemory, 'recall'>;
  /** False for whoever compares digests: to read the fields of a list takes longer than to find it. */
  withFields?: boolean;
};

/** Reads inside the transaction of its caller. */
export function createAnswers(
  connection: Database.Database,
  { memory = NO_MEMORY, withFields = true }: AnswerOptions = {},
): Answers {
  const entryOf = (found: unknown): ContentEntry | undefined => contentEntry(found, withFields);
  const cardOf = (found: unknown): ContentCard | undefined => contentCard(found, withFields);
  const statement = statementCache(connection);
  const row = (sql: string, parameters: readonly unknown[]): unknown => {
    assertSnapshot(connection);
    return statement(sql).get(...parameters);
  };
  const rows = (sql: string, parameters: readonly unknown[]): unknown[] => {
    assertSnapshot(connection);
    return statement(sql).all(...parameters);
  };
  const selection: Selection = createSelection({
    count: ({ sql, parameters }) => (row(sql, parameters) as { found: number }).found,
    rows: ({ sql, parameters }) => rows(sql, parameters),
    recall: memory.recall,
  });
  const card = (collection: string, id: string): ContentCard | undefined =>
    cardOf(memory.recall(`card ${collection} ${id}`, () => row(SELECT_CARD, [id, collection])));
  const cards = (collection: string, ids: readonly string[]): ContentCard[] =>
    ids.flatMap((id) => card(collection, id) ?? []);

  return {
    entry: (lookup) => {
      const read = (): unknown => row(...entryStatement(lookup));
      if (lookup.by !== 'single') return entryOf(read());
      return entryOf(memory.recall(`single ${lookup.collection} ${lookup.locale}`, read));
    },
    card,
    list: (query) => {
      const { cursors, window } = selection.window(query);
      const found = cards(query.collection, window.members);
      return { cards: found.map((entry, index) => Object.assign(entry, { cursor: cursors[index] })), window };
    },
    count: (query) => selection.count(query),
    neighbours: (query) => {
      const { previous, next, window } = selection.neighbours(query);
      const found = (id: string | null): ContentCard | undefined =>
        id === null ? undefined : card(query.collection, id);
      return { previous: found(previous), next: found(next), window };
    },
    values: ({ collection, locale, field }) =>
      (rows(SELECT_VALUES, [collection, locale, field]) as { value: string | number }[])
        .map(({ value }) => value)
        .filter((value) => value !== -Infinity),
    readPublishedAt: (id) =>
      (row(SELECT_PUBLISHED_AT, [id]) as { publishedAt: string } | undefined)?.publishedAt ?? null,
    readPath: (entryId) => {
      const found = memory.recall(`path ${entryId}`, () => row(SELECT_PATH, [entryId]));
      return (found as { path: string | null } | undefined)?.path ?? null;
    },
    readTranslations: (group) => rows(SELECT_TRANSLATIONS, [group]) as TranslationLink[],
    readBacklinks: (entryId) => rows(SELECT_BACKLINKS, [entryId]).flatMap((found) => cardOf(found) ?? []),
    readMedia: (mediaId) => {
      const found = row(SELECT_MEDIA, [mediaId]) as { facts: string } | undefined;
      return found === undefined ? null : (JSON.parse(found.facts) as PublishedMedia);
    },
    readRedirect: (path) => {
      const found = row('SELECT status, target FROM redirect WHERE path = ?', [path]) as
        | RedirectRow
        | undefined;
      return found === undefined
        ? null
        : { path, status: found.status, to: JSON.parse(found.target) as PublishedRedirect['to'] };
    },
  };
}

type RedirectRow = { status: PublishedRedirect['status']; target: string };

/** The first read of a transaction, which takes its snapshot. */
function readRevision(state: Database.Statement, expected: SnapshotPosition): number {
  const found = state.get() as Required<SnapshotPosition>;
  const isSame = found.seq === expected.seq && found.hash === expected.hash;
  if (isSame && found.revision === (expected.revision ?? found.revision)) return found.revision;
  throw new ContentCacheError(
    'position-mismatch',
    `The content cache is at publication ${found.seq}, the render needs publication ${expected.seq}.`,
  );
}

function assertSnapshot(connection: Database.Database): void {
  if (connection.inTransaction) return;
  throw new ContentCacheError(
    'position-mismatch',
    'Content was read without a snapshot: call beginSnapshot first.',
  );
}

type Stored<Item extends ContentCard> = Omit<Item, 'fields'> & { fields: string };

function contentEntry(row: unknown, withFields: boolean): ContentEntry | undefined {
  const item = row as Stored<ContentEntry> | undefined;
  return item && { ...item, fields: withFields ? fieldsOf(item) : {} };
}

function contentCard(row: unknown, withFields: boolean): ContentCard | undefined {
  const item = row as Stored<ContentCard> | undefined;
  return item && { ...item, fields: withFields ? fieldsOf(item) : {} };
}

function fieldsOf({ fields }: { fields: string }): Record<string, unknown> {
  return JSON.parse(fields) as Record<string, unknown>;
}

const FACT_COLUMNS = `entry_id AS id, collection, locale, translation_group AS translationGroup, slug, path,
  first_published_at AS firstPublishedAt`;
const SELECT_CARDS = `SELECT ${FACT_COLUMNS}, card_digest AS digest, card AS fields FROM item`;
const SELECT_CARD = `${SELECT_CARDS} WHERE entry_id = ? AND collection = ?`;
const SELECT_BACKLINKS = `${SELECT_CARDS} JOIN item_link ON source_id = entry_id WHERE target_id = ? ORDER BY entry_id`;
const SELECT_ENTRY = `SELECT ${FACT_COLUMNS}, published_at AS publishedAt, digest, fields FROM item`;
const SELECT_PATH = 'SELECT path FROM item WHERE entry_id = ?';
const SELECT_PUBLISHED_AT = 'SELECT published_at AS publishedAt FROM item WHERE entry_id = ?';
const SELECT_MEDIA = 'SELECT facts FROM media WHERE media_id = ?';
const SELECT_TRANSLATIONS =
  'SELECT entry_id AS id, locale, path FROM item WHERE translation_group = ? ORDER BY locale, entry_id';
const SELECT_VALUES =
  'SELECT value FROM item_count WHERE collection = ? AND locale = ? AND field = ? ORDER BY value';

const SELECT_ENTRY_BY = {
  id: `${SELECT_ENTRY} WHERE entry_id = ? AND collection = ?`,
  path: `${SELECT_ENTRY} WHERE path = ? AND collection = ?`,
  slug: `${SELECT_ENTRY} WHERE collection = ? AND locale = ? AND slug = ? ORDER BY entry_id LIMIT 1`,
  single: `${SELECT_ENTRY} WHERE collection = ? AND locale = ? ORDER BY entry_id LIMIT 1`,
};

function entryStatement(lookup: EntryLookup): [sql: string, parameters: string[]] {
  const sql = SELECT_ENTRY_BY[lookup.by];
  if (lookup.by === 'id') return [sql, [lookup.id, lookup.collection]];
  if (lookup.by === 'path') return [sql, [lookup.path, lookup.collection]];
  if (lookup.by === 'slug') return [sql, [lookup.collection, lookup.locale, lookup.slug]];
  return [sql, [lookup.collection, lookup.locale]];
}
