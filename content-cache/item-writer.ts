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
import { digestOf } from './digest.ts';
import { createCollectionIndexes, indexValues } from './collection-index.ts';
import { EVERY_ENTRY, sqlValue } from './query-sql.ts';

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

  function remove(entryId: string): void {
    const item = sql.removeItem.get(entryId) as { collection: string; locale: string } | undefined;
    if (item === undefined) return;
    const rows = sql.fieldsOf.all(entryId) as { field: string; value: string | number }[];
    for (const { field, value } of [EVERY_ENTRY, ...rows]) {
      sql.uncount.run(item.collection, item.locale, field, value);
      sql.removeCount.run(item.collection, item.locale, field, value);
    }
    sql.removeFields.run(entryId);
    sql.removeLinks.run(entryId);
  }

  const writer: ItemWriter = {
    write: (change) => writeChange(writer, change),
    remove,
    removeAll: () => {
      for (const table of ['item', 'item_field', 'item_count', 'item_link', 'media', 'redirect'])
        connection.exec(`DELETE FROM ${table}`);
    },
    put: (entry) => {
      remove(entry.id);
      const index = indexes.byName.get(entry.collection);
      // Left over from an older content model: no template can ask for it.
      if (index === undefined || !model.locales.includes(entry.locale)) return;
      const { collection, locale } = entry;
      sql.insertItem.run({ ...entry, ...serialised(entry, index.collection) });
      sql.count.run(collection, locale, EVERY_ENTRY.field, EVERY_ENTRY.value);
      for (const field of index.indexed) {
        for (const value of indexValues(entry.fields[field])) {
          sql.insertField.run(collection, locale, field, sqlValue(value), entry.id);
          sql.count.run(collection, locale, field, sqlValue(value));
        }
      }
      for (const link of collectEntryLinks(index.collection.fields, entry.fields)) {
        sql.insertLink.run(link.entryId, entry.id);
      }
    },
    putMedia: (media) => sql.putMedia.run(media.id, canonicalJson(media)),
    removeMedia: (mediaId) => sql.removeMedia.run(mediaId),
    putRedirect: ({ path, status, to }) => sql.putRedirect.run(path, status, canonicalJson(to)),
    removeRedirect: (path) => sql.removeRedirect.run(path),
  };
  return writer;
}

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
  const countKey = 'collection = ? AND locale = ? AND field = ? AND value = ?';
  return {
    removeItem: connection.prepare('DELETE FROM item WHERE entry_id = ? RETURNING collection, locale'),
    fieldsOf: connection.prepare('SELECT field, value FROM item_field WHERE entry_id = ?'),
    removeFields: connection.prepare('DELETE FROM item_field WHERE entry_id = ?'),
    removeLinks: connection.prepare('DELETE FROM item_link WHERE source_id = ?'),
    uncount: connection.prepare(`UPDATE item_count SET entries = entries - 1 WHERE ${countKey}`),
    removeCount: connection.prepare(`DELETE FROM item_count WHERE ${countKey} AND entries = 0`),
    count: connection.prepare(`INSERT INTO item_count VALUES (?, ?, ?, ?, 1)
      ON CONFLICT DO UPDATE SET entries = entries + 1`),
    insertItem: connection.prepare(`INSERT INTO item
      (entry_id, collection, locale, translation_group, slug, path, version_id, first_published_at, published_at,
        card_digest, digest, card, fields)
      VALUES (@id, @collection, @locale, @translationGroup, @slug, @path, @versionId, @firstPublishedAt, @publishedAt,
        @cardDigest, @digest, @cardJson, @fieldsJson)`),
    insertField: connection.prepare('INSERT INTO item_field VALUES (?, ?, ?, ?, ?)'),
    insertLink: connection.prepare('INSERT OR IGNORE INTO item_link VALUES (?, ?)'),
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
    digest: digestOf({ ...facts, fields }),
    cardDigest: digestOf({ ...cardFacts, fields: card }),
  };
}
