import type Database from 'better-sqlite3';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Collection, ContentModel } from '../model/content-model.ts';
import { collectEntryLinks } from '../model/entry-links.ts';
import type {
  PublicationChange,
  PublishedEntry,
  PublishedMedia,
  PublishedRedirect,
} from '../model/publication.ts';
import { withDatesLeftEmpty } from './dates-left-empty.ts';
import { digestOf } from './digest.ts';
import { createCollectionIndexes } from './collection-index.ts';
import { createFieldIndex, type Shelf } from './field-index.ts';

/** Puts what is published into the tables of `schema.ts`. Runs inside the transaction of its caller. */
export type ItemWriter = {
  write(change: PublicationChange): void;
  put(entry: PublishedEntry): void;
  remove(entryId: string): void;
  putMedia(media: PublishedMedia): void;
  removeMedia(mediaId: string): void;
  putRedirect(redirect: PublishedRedirect): void;
  removeRedirect(path: string): void;
  removeAll(): void;
};

export function createItemWriter(connection: Database.Database, model: ContentModel): ItemWriter {
  const indexes = createCollectionIndexes(model);
  const sql = prepare(connection);
  const fieldIndex = createFieldIndex(connection, indexes);

  function remove(entryId: string): void {
    const shelf = sql.removeItem.get(entryId) as Shelf | undefined;
    if (shelf === undefined) return;
    fieldIndex.remove(entryId, shelf);
    sql.removeLinks.run(entryId);
  }

  /** One that keeps its place keeps its row. */
  function putItem(entry: PublishedEntry, collection: Collection): { isNew: boolean } {
    const row = { ...entry, ...serialised(entry, collection) };
    const place = sql.placeOf.get(entry.id) as ItemPlace | undefined;
    if (place !== undefined && PLACE.every((column) => place[column] === entry[column])) {
      sql.updateItem.run(row);
      return { isNew: false };
    }
    remove(entry.id);
    sql.insertItem.run(row);
    return { isNew: true };
  }

  const writer: ItemWriter = {
    write: (change) => writeChange(writer, change),
    remove,
    removeAll: () => {
      for (const table of TABLES) connection.exec(`DELETE FROM ${table}`);
    },
    put: (published) => {
      const index = indexes.byName.get(published.collection);
      // Left over from an older content model: no template can ask for it.
      if (index === undefined || !model.locales.includes(published.locale)) return remove(published.id);
      const entry = { ...published, fields: withDatesLeftEmpty(index.collection, published) };
      const { isNew } = putItem(entry, index.collection);
      fieldIndex.put(entry, index, { isNew });
      const links = new Set(
        collectEntryLinks(index.collection.fields, entry.fields).map(({ entryId }) => entryId),
      );
      const known = new Set(isNew ? [] : (sql.linksOf.all(entry.id) as string[]));
      for (const link of links.difference(known)) sql.insertLink.run(link, entry.id);
      for (const link of known.difference(links)) sql.removeLink.run(link, entry.id);
    },
    putMedia: (media) => sql.putMedia.run(media.id, canonicalJson(media)),
    removeMedia: (mediaId) => sql.removeMedia.run(mediaId),
    putRedirect: ({ path, status, to }) => sql.putRedirect.run(path, status, canonicalJson(to)),
    removeRedirect: (path) => sql.removeRedirect.run(path),
  };
  return writer;
}

const TABLES = ['item', 'item_field', 'item_milestone', 'item_count', 'item_link', 'media', 'redirect'];

/** The columns that the indexes of items are made of: an edit that leaves them alone touches one row. */
const PLACE = ['collection', 'locale', 'translationGroup', 'slug', 'path'] as const;
type ItemPlace = Pick<PublishedEntry, (typeof PLACE)[number]>;

function writeChange(writer: ItemWriter, change: PublicationChange): void {
  switch (change.kind) {
    case 'publish':
      return writer.put(change.entry);
    case 'withdraw':
      return writer.remove(change.entryId);
    case 'media':
      return writer.putMedia(change.media);
    case 'media-removed':
      return writer.removeMedia(change.mediaId);
    case 'redirect':
      return writer.putRedirect(change.redirect);
    case 'redirect-removed':
      return writer.removeRedirect(change.path);
  }
}

function prepare(connection: Database.Database) {
  return {
    placeOf: connection.prepare(
      'SELECT collection, locale, translation_group AS translationGroup, slug, path FROM item WHERE entry_id = ?',
    ),
    updateItem:
      connection.prepare(`UPDATE item SET version_id = @versionId, first_published_at = @firstPublishedAt,
      published_at = @publishedAt, card_digest = @cardDigest, digest = @digest, card = @cardJson, fields = @fieldsJson
      WHERE entry_id = @id`),
    removeItem: connection.prepare('DELETE FROM item WHERE entry_id = ? RETURNING collection, locale'),
    removeLinks: connection.prepare('DELETE FROM item_link WHERE source_id = ?'),
    insertItem: connection.prepare(`INSERT INTO item
      (entry_id, collection, locale, translation_group, slug, path, version_id, first_published_at, published_at,
        card_digest, digest, card, fields)
      VALUES (@id, @collection, @locale, @translationGroup, @slug, @path, @versionId, @firstPublishedAt, @publishedAt,
        @cardDigest, @digest, @cardJson, @fieldsJson)`),
    linksOf: connection.prepare('SELECT target_id FROM item_link WHERE source_id = ?').pluck(),
    insertLink: connection.prepare('INSERT INTO item_link VALUES (?, ?)'),
    removeLink: connection.prepare('DELETE FROM item_link WHERE target_id = ? AND source_id = ?'),
    putMedia: connection.prepare('INSERT OR REPLACE INTO media VALUES (?, ?)'),
    removeMedia: connection.prepare('DELETE FROM media WHERE media_id = ?'),
    putRedirect: connection.prepare('INSERT OR REPLACE INTO redirect VALUES (?, ?, ?)'),
    removeRedirect: connection.prepare('DELETE FROM redirect WHERE path = ?'),
  };
}

function serialised(entry: PublishedEntry, collection: Collection): Record<string, string> {
  const { fields, versionId: _versionId, ...facts } = entry;
  // A list that prints when an entry was last published says so by a read of its own.
  const { publishedAt: _publishedAt, ...cardFacts } = facts;
  const cardFields = collection.card.filter((field) => Object.hasOwn(fields, field));
  const card = Object.fromEntries(cardFields.map((field) => [field, fields[field]]));
  return {
    fieldsJson: JSON.stringify(fields),
    cardJson: JSON.stringify(card),
    // The version's id is left out: what a template can see decides.
    digest: digestOf(inOrder({ ...facts, fields })),
    cardDigest: digestOf(inOrder({ ...cardFacts, fields: card })),
  };
}

/** Fields come as versions are stored: with the rest in order as well, the text below a digest is written in one go. */
function inOrder(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
