import Database from 'better-sqlite3';
import type { ContentModel } from '../model/content-model.ts';
import type { LogPosition, PublishedEntry } from '../model/publication.ts';
import { createCollectionIndexes } from './collection-index.ts';
import { ContentCacheError } from './errors.ts';
import { completeCountQuery, completeEntryQuery, completeQuery } from './complete-query.ts';
import type { CollectionQuery, CountQuery, EntryLookup, EntryQuery, FullQuery } from './query.ts';
import { createItemWriter } from './item-writer.ts';
import { countStatement, queryStatement, selectiveCondition, type SqlStatement } from './query-sql.ts';
import type { TranslationLink } from './read-record.ts';

/** Answers templates. "Not there" is an answer (undefined, null, an empty list); "could not look" throws. */
export type ContentReader = {
  /** Every read until `endSnapshot` sees the content at exactly this position. Throws when the cache is elsewhere. */
  beginSnapshot(expected: LogPosition): void;
  endSnapshot(): void;
  readEntry(asked: EntryQuery): { lookup: EntryLookup | null; entry: ContentEntry | undefined };
  readCards(collection: string, ids: readonly string[]): ContentEntry[];
  readCollection(asked: CollectionQuery): { query: FullQuery; cards: ContentEntry[] };
  readCount(asked: Pick<CollectionQuery, 'collection' | 'locale' | 'where'>): {
    query: CountQuery;
    count: number;
  };
  readPath(entryId: string): string | null;
  /** All entries of the group, by locale. */
  readTranslations(translationGroup: string): TranslationLink[];
  close(): void;
};

/** An entry with all its fields or, where a list was read, with the fields of its card. */
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

export type ContentReaderOptions = {
  file: string;
  model: ContentModel;
  /** Read as if it were published. It is written inside the snapshot's transaction, which is never committed; nobody else can write meanwhile. */
  draft?: PublishedEntry | undefined;
};

export function openContentReader(options: ContentReaderOptions): ContentReader {
  const { draft, file, model } = options;
  const connection = new Database(file, { readonly: draft === undefined, fileMustExist: true });
  const indexes = createCollectionIndexes(model);
  const statement = statementCache(connection);

  function row(sql: string, parameters: readonly unknown[]): unknown {
    assertSnapshot(connection);
    return statement(sql).get(...parameters);
  }

  function rows(sql: string, parameters: readonly unknown[]): unknown[] {
    assertSnapshot(connection);
    return statement(sql).all(...parameters);
  }

  function count({ sql, parameters }: SqlStatement): number {
    return (row(sql, parameters) as { found: number }).found;
  }

  function cards(collection: string, ids: readonly string[]): ContentEntry[] {
    return ids.flatMap((id) => rows(SELECT_CARD, [id, collection]) as ItemRow[]).map(contentEntry);
  }

  return {
    beginSnapshot: (expected) => {
      connection.exec(draft === undefined ? 'BEGIN' : 'BEGIN IMMEDIATE');
      try {
        assertPosition(connection, expected);
        if (draft !== undefined) createItemWriter(connection, model).put(draft);
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
      const found = lookup === null ? undefined : (row(...entryStatement(lookup)) as ItemRow | undefined);
      return { lookup, entry: found === undefined ? undefined : contentEntry(found) };
    },
    readCards: cards,
    readCollection: (asked) => {
      const query = completeQuery(indexes, asked);
      const { sql, parameters } = queryStatement(query, selectiveCondition(query, count));
      const found = rows(sql, parameters) as { id: string }[];
      return {
        query,
        cards: cards(
          query.collection,
          found.map(({ id }) => id),
        ),
      };
    },
    readCount: (asked) => {
      const query = completeCountQuery(indexes, asked);
      return { query, count: count(countStatement(query, selectiveCondition(query, count))) };
    },
    readPath: (entryId) => (row(SELECT_PATH, [entryId]) as { path: string | null } | undefined)?.path ?? null,
    readTranslations: (group) => rows(SELECT_TRANSLATIONS, [group]) as TranslationLink[],
    close: () => connection.close(),
  };
}

/** The first read of a transaction, which takes its snapshot. */
function assertPosition(connection: Database.Database, expected: LogPosition): void {
  const position = connection.prepare('SELECT seq, hash FROM cache_state').get() as LogPosition;
  if (position.seq === expected.seq && position.hash === expected.hash) return;
  throw new ContentCacheError(
    'position-mismatch',
    `The content cache is at publication ${position.seq}, the render needs publication ${expected.seq}.`,
  );
}

function assertSnapshot(connection: Database.Database): void {
  if (connection.inTransaction) return;
  throw new ContentCacheError(
    'position-mismatch',
    'Content was read without a snapshot: call beginSnapshot first.',
  );
}

/** The SQL of a query depends on its shape alone, so that the number of statements is bounded by what the templates say. */
function statementCache(connection: Database.Database): (sql: string) => Database.Statement {
  const statements = new Map<string, Database.Statement>();
  return (sql) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = connection.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
}

type ItemRow = Omit<ContentEntry, 'fields'> & { fields: string };

function contentEntry(row: ItemRow): ContentEntry {
  return { ...row, fields: JSON.parse(row.fields) as Record<string, unknown> };
}

const FACT_COLUMNS = `entry_id AS id, collection, locale, translation_group AS translationGroup, slug, path,
  first_published_at AS firstPublishedAt, published_at AS publishedAt`;
const SELECT_CARD = `SELECT ${FACT_COLUMNS}, card_digest AS digest, card AS fields FROM item WHERE entry_id = ? AND collection = ?`;
const SELECT_ENTRY = `SELECT ${FACT_COLUMNS}, digest, fields FROM item`;
const SELECT_PATH = 'SELECT path FROM item WHERE entry_id = ?';
const SELECT_TRANSLATIONS =
  'SELECT entry_id AS id, locale, path FROM item WHERE translation_group = ? ORDER BY locale, entry_id';

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
