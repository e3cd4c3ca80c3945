import { PAGES_SCHEMA } from './pages/schema.ts';
import { READS_SCHEMA } from './reads/schema.ts';

/** In the header of every content cache: tells it from any other SQLite file. ASCII "StPr". */
export const APPLICATION_ID = 0x53_74_50_72;

/** Raised with every change below, in how values are indexed and in what reads keep; a cache of another format is begun anew. */
export const FORMAT_VERSION = 12;

/**
 * `item` holds what is published, one row an entry. `card` is what lists may read: a list parses no bodies.
 *
 * `item_field` is the index behind every query: a row for each value of each filterable or sortable field. A filter is an equality or a range
 * on `value`; a sort walks `value, entry_id`. The type ANY keeps numbers numbers and text text. An entry without a value has a row too, with
 * the least of all values.
 *
 * `item_milestone` says how many entries stand in each stretch of the order of a field: `milestones.ts`.
 *
 * `item_count` says how many entries have a value, so that a count walks nothing; the field '' counts all entries. `item_link` has a row for each
 * entry that another one names.
 *
 * `revision` grows with every change of what is published here, whether the position moves or not.
 */
export const SCHEMA = `
  CREATE TABLE cache_state (
    singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
    model_fingerprint TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    revision INTEGER NOT NULL,
    clock TEXT NOT NULL
  ) STRICT;

  CREATE TABLE item (
    item_number INTEGER PRIMARY KEY,
    entry_id TEXT NOT NULL UNIQUE,
    collection TEXT NOT NULL,
    locale TEXT NOT NULL,
    translation_group TEXT NOT NULL,
    slug TEXT,
    path TEXT,
    version_id TEXT NOT NULL,
    first_published_at TEXT NOT NULL,
    published_at TEXT NOT NULL,
    card_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    card TEXT NOT NULL,
    fields TEXT NOT NULL
  ) STRICT;
  CREATE INDEX item_by_collection ON item (collection, locale, entry_id);
  CREATE INDEX item_by_slug ON item (collection, locale, slug, entry_id);
  CREATE INDEX item_by_path ON item (path) WHERE path IS NOT NULL;
  CREATE INDEX item_by_group ON item (translation_group, locale);

  CREATE TABLE item_field (
    collection TEXT NOT NULL,
    locale TEXT NOT NULL,
    field TEXT NOT NULL,
    value ANY NOT NULL,
    entry_id TEXT NOT NULL,
    PRIMARY KEY (collection, locale, field, value, entry_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX item_field_by_entry ON item_field (entry_id, field, value);

  CREATE TABLE item_milestone (
    collection TEXT NOT NULL,
    locale TEXT NOT NULL,
    field TEXT NOT NULL,
    value ANY NOT NULL,
    entry_id TEXT NOT NULL,
    entries INTEGER NOT NULL,
    PRIMARY KEY (collection, locale, field, value, entry_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE item_count (
    collection TEXT NOT NULL,
    locale TEXT NOT NULL,
    field TEXT NOT NULL,
    value ANY NOT NULL,
    entries INTEGER NOT NULL,
    PRIMARY KEY (collection, locale, field, value)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE item_link (
    target_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    PRIMARY KEY (target_id, source_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX item_link_by_source ON item_link (source_id);

  CREATE TABLE media (media_id TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE redirect (
    path TEXT PRIMARY KEY,
    status INTEGER NOT NULL,
    target TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  ${READS_SCHEMA}
  ${PAGES_SCHEMA}
`;
