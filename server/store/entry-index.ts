import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { compileOnce } from './compile-once.ts';
import { isPostgres } from './dialects/is-postgres.ts';
import { deleteListedValues, putListedValues, valuedWith, type ListedValue } from './entry-values.ts';
import { decodeJson, encodeList } from './json.ts';
import type { Tables } from './tables.ts';

/** By which words and values an entry's draft is found, and which entries it refers to. */
export type EntryIndex = {
  entryId: string;
  versionId: string;
  /** Of the way in which the words were found. */
  edition: number;
  terms: readonly string[];
  references: readonly string[];
  values: readonly ListedValue[];
};

/** As a statement takes it. */
export type IndexRow = {
  entryId: string;
  versionId: string;
  edition: number;
  terms: string;
  references: string;
  values: string;
};

export function indexRow({ edition, entryId, references, terms, values, versionId }: EntryIndex): IndexRow {
  const pairs = values.map(({ field, value }) => [field, value]);
  return {
    entryId,
    versionId,
    edition,
    terms: encodeList(terms),
    references: encodeList(references),
    values: JSON.stringify(pairs),
  };
}

/** In the transaction that moves the draft, which is locked by it. */
export async function putEntryIndex(tx: Kysely<Tables>, index: EntryIndex): Promise<void> {
  if (isPostgres(tx)) {
    await putOnPostgres(tx, indexRow(index));
    return;
  }
  await putOnSqlite(tx, index);
  await putListedValues(tx, index);
}

export async function removeEntryIndex(tx: Kysely<Tables>, { entryId }: { entryId: string }): Promise<void> {
  await removeWords(tx, { entryId });
  await deleteListedValues(tx, { entryId });
}

async function removeWords(tx: Kysely<Tables>, { entryId }: { entryId: string }): Promise<void> {
  if (!isPostgres(tx)) await deleteTerms(tx, { entryId });
  await deleteText(tx, { entryId });
  await deleteReferences(tx, { entryId });
}

/** The words go into a row of their own, behind all others: its number says what was saved last. */
async function putOnSqlite(tx: Kysely<Tables>, index: EntryIndex): Promise<void> {
  const { edition, entryId, references, terms, versionId } = index;
  await removeWords(tx, { entryId });
  const [inserted] = (await insertText(tx, { entryId, versionId, edition })).rows;
  if (inserted !== undefined) await insertTerms(tx, { id: inserted.id, terms: terms.join(' ') });
  if (references.length > 0) {
    const rows = references.map((targetId) => ({ entry_id: entryId, target_id: targetId }));
    await insertReferences(tx, { rows });
  }
}

const deleteTerms = compileOnce((db, { entryId }: { entryId: string }) => ({
  compile: () =>
    sql<never>`delete from entry_terms where rowid = (select id from entry_text where entry_id = ${entryId})`.compile(
      db,
    ),
}));
const deleteText = compileOnce((db, { entryId }: { entryId: string }) =>
  db.deleteFrom('entry_text').where('entry_id', '=', entryId),
);
const deleteReferences = compileOnce((db, { entryId }: { entryId: string }) =>
  db.deleteFrom('entry_reference').where('entry_id', '=', entryId),
);
const insertText = compileOnce(
  (db, { edition, entryId, versionId }: { entryId: string; versionId: string; edition: number }) => ({
    compile: () =>
      sql<{
        id: number;
      }>`insert into entry_text (entry_id, version_id, edition) values (${entryId}, ${versionId}, ${edition}) returning id`.compile(
        db,
      ),
  }),
);
const insertTerms = compileOnce((db, { id, terms }: { id: number; terms: string }) => ({
  compile: () => sql<never>`insert into entry_terms (rowid, terms) values (${id}, ${terms})`.compile(db),
}));
const insertReferences = compileOnce(
  (db, { rows }: { rows: readonly { entry_id: string; target_id: string }[] }) =>
    db.insertInto('entry_reference').values(rows),
);

const putOnPostgres = compileOnce((db, row: IndexRow) => ({
  compile: () =>
    sql<never>`with moved as (select cast(${row.entryId} as text) as id), ${indexedWith(row)} select 1`.compile(
      db,
    ),
}));

/** Parts of a statement, for PostgreSQL: indexes the entry whose id `moved` gives. */
export function indexedWith(row: IndexRow): RawBuilder<unknown> {
  const terms = sql`array(select jsonb_array_elements_text(cast(${row.terms} as jsonb)))`;
  const references = sql`array(select jsonb_array_elements_text(cast(${row.references} as jsonb)))`;
  return sql`indexed as (
      insert into entry_text (entry_id, version_id, edition, terms)
      select id, ${row.versionId}, cast(${row.edition} as integer), array_to_tsvector(${terms}) from moved
      on conflict (entry_id) do update
        set version_id = excluded.version_id, edition = excluded.edition, terms = excluded.terms
    ), unreferenced as (
      delete from entry_reference using moved
      where entry_reference.entry_id = moved.id and not (entry_reference.target_id = any(${references}))
    ), referenced as (
      insert into entry_reference (entry_id, target_id)
      select moved.id, target from moved, unnest(${references}) as target
      on conflict do nothing
    ), ${valuedWith(row.values)}`;
}

export type EntryToIndex = {
  entryId: string;
  versionId: string;
  collection: string;
  locale: string;
  content: Record<string, unknown>;
};

/**
 * Those behind `after` whose draft is not indexed; with an edition, also those that are indexed in another way: they can be found meanwhile, and others
 * that renew them at the same time have theirs. What was taken down has nothing left to be found by.
 */
export async function readEntriesToIndex(
  tx: Kysely<Tables>,
  { after, edition, limit }: { after: string; edition: number | null; limit: number },
): Promise<EntryToIndex[]> {
  const query = tx
    .selectFrom('entry')
    .innerJoin('version', 'version.id', 'entry.draft_version_id')
    .leftJoin('entry_text', (join) =>
      join
        .onRef('entry_text.entry_id', '=', 'entry.id')
        .onRef('entry_text.version_id', '=', 'entry.draft_version_id'),
    )
    .select([
      'entry.id as entryId',
      'version.id as versionId',
      'entry.collection',
      'entry.locale',
      'version.content',
    ])
    .where('entry.id', '>', after)
    .where('version.erased_at', 'is', null)
    .where((eb) =>
      edition === null
        ? eb('entry_text.entry_id', 'is', null)
        : eb.or([eb('entry_text.entry_id', 'is', null), eb('entry_text.edition', '!=', edition)]),
    )
    .orderBy('entry.id')
    .limit(limit);
  const locked = edition === null ? query.forUpdate('entry') : query.forUpdate('entry').skipLocked();
  const rows = await (isPostgres(tx) ? locked : query).execute();
  return rows.map(({ content, ...entry }) => Object.assign(entry, { content: decodeJson(content) }));
}
