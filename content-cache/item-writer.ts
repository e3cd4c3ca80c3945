import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Collection, ContentModel } from '../model/content-model.ts';
import type { PublishedEntry } from '../model/publication.ts';
import { createCollectionIndexes, indexValues } from './collection-index.ts';
import { sqlValue } from './query-sql.ts';

/** Puts entries into `item` and their values into `item_field`. Runs inside the transaction of its caller. */
export type ItemWriter = {
  put(entry: PublishedEntry): void;
  remove(entryId: string): void;
  removeAll(): void;
};

export function createItemWriter(connection: Database.Database, model: ContentModel): ItemWriter {
  const indexes = createCollectionIndexes(model);
  const removeItem = connection.prepare('DELETE FROM item WHERE entry_id = ?');
  const removeFields = connection.prepare('DELETE FROM item_field WHERE entry_id = ?');
  const insertItem = connection.prepare(`INSERT INTO item
    (entry_id, collection, locale, translation_group, slug, path, version_id, first_published_at, published_at,
      card_digest, digest, card, fields)
    VALUES (@id, @collection, @locale, @translationGroup, @slug, @path, @versionId, @firstPublishedAt, @publishedAt,
      @cardDigest, @digest, @cardJson, @fieldsJson)`);
  const insertField = connection.prepare('INSERT INTO item_field VALUES (?, ?, ?, ?, ?)');

  function remove(entryId: string): void {
    removeItem.run(entryId);
    removeFields.run(entryId);
  }

  return {
    remove,
    removeAll: () => connection.exec('DELETE FROM item; DELETE FROM item_field;'),
    put: (entry) => {
      remove(entry.id);
      const index = indexes.byName.get(entry.collection);
      // Left over from an older content model: no template can ask for it.
      if (index === undefined || !model.locales.includes(entry.locale)) return;
      insertItem.run({ ...entry, ...serialised(entry, index.collection) });
      for (const field of index.indexed) {
        for (const value of indexValues(entry.fields[field])) {
          insertField.run(entry.collection, entry.locale, field, sqlValue(value), entry.id);
        }
      }
    },
  };
}

function serialised(entry: PublishedEntry, collection: Collection): Record<string, string> {
  const { fields, versionId: _versionId, ...facts } = entry;
  const cardFields = collection.card.filter((field) => Object.hasOwn(fields, field));
  const card = Object.fromEntries(cardFields.map((field) => [field, fields[field]]));
  return {
    fieldsJson: JSON.stringify(fields),
    cardJson: JSON.stringify(card),
    // The version's id is left out: what a template can see decides.
    digest: digestOf({ ...facts, fields }),
    cardDigest: digestOf({ ...facts, fields: card }),
  };
}

/** 128 bits keep two of a site's contents apart by chance alone; nobody gains by making two collide. */
function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url').slice(0, 22);
}
