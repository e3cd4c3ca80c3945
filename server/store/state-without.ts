import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
import type { PublicationChange } from '../../model/publication.ts';
import { changeOf, selectChanges } from './publications.ts';
import type { StoredChange } from './publications.ts';
import type { Tables } from './tables.ts';

/** What publications are about. */
export type Subjects = {
  entryIds: readonly string[];
  mediaIds: readonly string[];
  redirectPaths: readonly string[];
};

/** SQLite takes 32,766 parameters in a statement, and the publications that are left out are among them. */
const SUBJECTS_PER_READ = 500;

const REDIRECT_KINDS = ['redirect', 'redirect-removed'] as const;

export async function readSubjects(
  tx: Kysely<Tables>,
  { seqs }: { seqs: readonly number[] },
): Promise<Subjects> {
  const ofKind = async (column: Column): Promise<string[]> => {
    const found = new Set<string>();
    for (const some of chunks(seqs)) {
      const rows = await selectItems(tx, column)
        .select(`item.${column} as subject`)
        .where('item.seq', 'in', some)
        .execute();
      for (const { subject } of rows) if (subject !== null) found.add(subject);
    }
    return [...found];
  };
  return {
    entryIds: await ofKind('entry_id'),
    mediaIds: await ofKind('media_id'),
    redirectPaths: await ofKind('path'),
  };
}

/** What was taken away stays away, whatever comes of it: nothing blocks a withdrawal. */
const REMOVALS = ['withdraw', 'media-removed', 'redirect-removed'] as const;

/** Those that do more than take something away. */
export async function listWithholdable(
  tx: Kysely<Tables>,
  { after, upTo }: { after: number; upTo: number },
): Promise<number[]> {
  const rows = await tx
    .selectFrom('publication_item')
    .select('seq')
    .distinct()
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .where('kind', 'not in', REMOVALS)
    .orderBy('seq')
    .execute();
  return rows.map(({ seq }) => seq);
}

/** Of these publications, those of which nothing shows any more: all of it has been taken away since, or published anew by one that is not left out. */
export async function listSuperseded(
  tx: Kysely<Tables>,
  { of, without, upTo }: { of: readonly number[]; without: readonly number[]; upTo: number },
): Promise<number[]> {
  if (of.length === 0) return [];
  const standing = await tx
    .selectFrom('publication_item as item')
    .select('item.seq')
    .distinct()
    .where('item.seq', 'in', of)
    .where('item.kind', 'not in', REMOVALS)
    .where((item) =>
      item.not(
        item.exists(
          item
            .selectFrom('publication_item as later')
            .select('later.seq')
            .whereRef('later.seq', '>', 'item.seq')
            .where('later.seq', '<=', upTo)
            .where((later) =>
              without.length === 0
                ? later.lit(true)
                : later.or([later('later.seq', 'not in', without), later('later.kind', 'in', REMOVALS)]),
            )
            .where((later) =>
              later.or([
                later('later.entry_id', '=', later.ref('item.entry_id')),
                later('later.media_id', '=', later.ref('item.media_id')),
                later.and([
                  later('item.kind', '=', 'redirect'),
                  later('later.kind', 'in', REDIRECT_KINDS),
                  later('later.path', '=', later.ref('item.path')),
                ]),
              ]),
            ),
        ),
      ),
    )
    .execute();
  const shown = new Set(standing.map(({ seq }) => seq));
  return of.filter((seq) => !shown.has(seq));
}

/**
 * What would be public of these subjects if the log ended at `upTo` and some of its publications had never been: for each the newest of the
 * others decides, and removals count in any case. An entry whose path has been taken by another one meanwhile has no place to be and is withdrawn.
 */
export async function readStateWithout(
  tx: Kysely<Tables>,
  { subjects, upTo, without }: { subjects: Subjects; upTo: number; without: readonly number[] },
): Promise<PublicationChange[]> {
  const newest = async (column: Column, names: readonly string[]): Promise<StoredChange[]> => {
    const rows: StoredChange[] = [];
    for (const some of chunks(names)) rows.push(...(await readNewest(tx, { column, some, upTo, without })));
    return rows;
  };
  const entries = await newest('entry_id', subjects.entryIds);
  const media = await newest('media_id', subjects.mediaIds);
  const redirects = await newest('path', subjects.redirectPaths);
  const knownEntries = subjectsOf(entries, 'entry_id');
  const knownMedia = subjectsOf(media, 'media_id');
  const knownPaths = subjectsOf(redirects, 'path');
  return [
    ...(await withdrawals(
      tx,
      subjects.entryIds.filter((id) => !knownEntries.has(id)),
    )),
    ...(await withoutTakenPaths(tx, entries)),
    ...media.map(changeOf),
    ...subjects.mediaIds
      .filter((id) => !knownMedia.has(id))
      .map((mediaId) => ({ kind: 'media-removed' as const, mediaId })),
    ...redirects.map(changeOf),
    ...subjects.redirectPaths
      .filter((path) => !knownPaths.has(path))
      .map((path) => ({ kind: 'redirect-removed' as const, path })),
  ];
}

type Column = 'entry_id' | 'media_id' | 'path';

function subjectsOf(rows: readonly StoredChange[], column: Column): Set<string | null> {
  return new Set(rows.map((row) => row[column]));
}

/** Entries have paths too. */
function selectItems(tx: Kysely<Tables>, column: Column) {
  return tx
    .selectFrom('publication_item as item')
    .$if(column === 'path', (query) => query.where('item.kind', 'in', REDIRECT_KINDS));
}

type Newest = { column: Column; some: readonly string[]; upTo: number; without: readonly number[] };

async function readNewest(
  tx: Kysely<Tables>,
  { column, some, upTo, without }: Newest,
): Promise<StoredChange[]> {
  const found = await selectItems(tx, column)
    .select(({ fn }) => [`item.${column} as subject` as const, fn.max('item.seq').as('seq')])
    .where(`item.${column}`, 'in', some)
    .where('item.seq', '<=', upTo)
    .$if(without.length > 0, (query) =>
      query.where((expression) =>
        expression.or([expression('item.seq', 'not in', without), expression('item.kind', 'in', REMOVALS)]),
      ),
    )
    .groupBy(`item.${column}`)
    .execute();
  if (found.length === 0) return [];
  const seqOf = new Map(found.map(({ subject, seq }) => [subject, seq]));
  const rows = await selectChanges(tx)
    .where('item.seq', 'in', [...new Set(seqOf.values())])
    .where(`item.${column}`, 'in', some)
    .$if(column === 'path', (query) => query.where('item.kind', 'in', REDIRECT_KINDS))
    .execute();
  return rows.filter((row) => seqOf.get(row[column]) === row.seq);
}

/** The later publication keeps the path, as it does in the table of paths. */
async function withoutTakenPaths(
  tx: Kysely<Tables>,
  rows: readonly StoredChange[],
): Promise<PublicationChange[]> {
  const published = rows.filter(({ kind }) => kind === 'publish');
  const holders = new Map<string, string>();
  for (const { path, entry_id: entryId } of published.toSorted((a, b) => a.seq - b.seq))
    if (path !== null && entryId !== null) holders.set(path, entryId);
  const own = new Set(rows.map((row) => row.entry_id));
  for (const some of chunks([...holders.keys()])) {
    const taken = await tx.selectFrom('public_path').selectAll().where('path', 'in', some).execute();
    for (const { path, entry_id: entryId } of taken) if (!own.has(entryId)) holders.set(path, entryId);
  }
  return rows.map((row) => {
    const change = changeOf(row);
    if (change.kind !== 'publish' || row.path === null || holders.get(row.path) === row.entry_id)
      return change;
    const { collection, id: entryId, locale, path } = change.entry;
    return { kind: 'withdraw', entryId, collection, locale, path };
  });
}

async function withdrawals(tx: Kysely<Tables>, ids: readonly string[]): Promise<PublicationChange[]> {
  const changes: PublicationChange[] = [];
  for (const some of chunks(ids)) {
    const rows = await tx
      .selectFrom('entry')
      .select(['id', 'collection', 'locale'])
      .where('id', 'in', some)
      .execute();
    assert.equal(rows.length, some.length, 'the log names entries that are there');
    for (const { id, collection, locale } of rows)
      changes.push({ kind: 'withdraw', entryId: id, collection, locale, path: null });
  }
  return changes;
}

function* chunks<T>(values: readonly T[]): Iterable<readonly T[]> {
  for (let start = 0; start < values.length; start += SUBJECTS_PER_READ)
    yield values.slice(start, start + SUBJECTS_PER_READ);
}
