import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { LogPosition, Publication, PublicationChange } from '../../model/publication.ts';
import { compileOnce } from './compile-once.ts';
import { isPostgres } from './dialects/is-postgres.ts';
import { decodeJson } from './json.ts';
import { hashPublication } from './publication-chain.ts';
import { completeItems, isEntryItem, itemOf } from './publication-items.ts';
import type { EntryItem, ItemRow, NewPublicationItem } from './publication-items.ts';
import type { PublicationItemTable, PublicationTable, Tables } from './tables.ts';

export type NewPublication = {
  actorId: string | null;
  correlationId: string | null;
  committedAt: string;
  items: readonly NewPublicationItem[];
};

export const PUBLICATION_CHANNEL = 'stillpress_publication';

/** SQLite takes 32,766 parameters in a statement; an item has eleven. */
const ITEMS_PER_INSERT = 1_000;

/**
 * Takes the next seq by updating the one row of `publication_head`. The row stays locked until the transaction ends: the next
 * publication waits for its outcome, and nobody can see 6 before 5. Call it late in the transaction.
 */
export async function appendPublication(
  tx: Kysely<Tables>,
  publication: NewPublication,
): Promise<LogPosition> {
  const { actorId, correlationId, committedAt } = publication;
  assert(publication.items.length > 0, 'a publication changes something');
  const [head] = (await takeSeq(tx, {})).rows;
  assert(head !== undefined, 'the log has a head');
  const { seq, hash: previousHash } = head;
  const complete = await completeItems(tx, publication.items);
  const items = complete.map(({ link }) => link);
  const hash = hashPublication({ seq, previousHash, committedAt, actorId, correlationId, items });
  await setHash(tx, { hash });
  const position = { seq, hash, previous_hash: previousHash };
  const when = { committed_at: committedAt, actor_id: actorId, correlation_id: correlationId };
  await insertPublication(tx, { rows: [{ ...position, ...when }] });
  await insertItems(tx, { seq, items: complete.map(({ row }) => row) });
  // Postgres delivers it when the transaction commits.
  if (isPostgres(tx)) await sql`select pg_notify(${PUBLICATION_CHANNEL}, ${String(seq)})`.execute(tx);
  return { seq, hash };
}

async function insertItems(
  tx: Kysely<Tables>,
  { seq, items }: { seq: number; items: readonly ItemRow[] },
): Promise<void> {
  const rows = items.map((item, position) => ({ seq, position, ...item }));
  for (let start = 0; start < rows.length; start += ITEMS_PER_INSERT) {
    await insertItemRows(tx, { rows: rows.slice(start, start + ITEMS_PER_INSERT) });
  }
}

const takeSeq = compileOnce((db) =>
  db
    .updateTable('publication_head')
    .set((expression) => ({ seq: expression('seq', '+', 1) }))
    .returning(['seq', 'hash']),
);
const setHash = compileOnce((db, { hash }: { hash: string }) =>
  db.updateTable('publication_head').set({ hash }),
);
const insertPublication = compileOnce((db, { rows }: { rows: readonly PublicationTable[] }) =>
  db.insertInto('publication').values(rows),
);
const insertItemRows = compileOnce((db, { rows }: { rows: readonly PublicationItemTable[] }) =>
  db.insertInto('publication_item').values(rows),
);

/**
 * From here on nobody else can add to the log until the transaction ends, and what others have added is seen. Whatever decides between
 * entries and redirects over a path asks after this. On SQLite a write transaction is alone anyway.
 */
export async function lockPublicationLog(tx: Kysely<Tables>): Promise<void> {
  if (isPostgres(tx)) await tx.selectFrom('publication_head').select('seq').forUpdate().execute();
}

/** Where the log ends. */
export async function readLogHead(tx: Kysely<Tables>): Promise<LogPosition> {
  const [head] = (await selectHead(tx, {})).rows;
  assert(head !== undefined, 'the log has a head');
  return head;
}

const selectHead = compileOnce((db) => db.selectFrom('publication_head').select(['seq', 'hash']));

/** The newest publication that is not of facts of media alone, and when it says that it was made; null before the first one. */
export async function readNewestSubstance(
  tx: Kysely<Tables>,
): Promise<{ seq: number; committedAt: string } | null> {
  const newest = await tx
    .selectFrom('publication')
    .select(['seq', 'committed_at as committedAt'])
    .where((publication) =>
      publication.exists(
        publication
          .selectFrom('publication_item as item')
          .select('item.seq')
          .whereRef('item.seq', '=', 'publication.seq')
          .where('item.kind', '!=', 'media'),
      ),
    )
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest ?? null;
}

/** The publications that follow `seq`, in order, with what they publish. */
export async function readPublicationsAfter(
  tx: Kysely<Tables>,
  { seq, limit }: { seq: number; limit: number },
): Promise<Publication[]> {
  const { rows: publications } = await selectPublicationsAfter(tx, { seq, limit });
  const read = await withinMemory(tx, publications);
  const last = read.at(-1);
  if (last === undefined) return [];
  const { rows } = await selectChangesBetween(tx, { after: seq, upTo: last.seq });
  const items = Map.groupBy(rows, (item) => item.seq);
  return read.map((publication) =>
    Object.assign(publication, { changes: (items.get(publication.seq) ?? []).map(changeOf) }),
  );
}

const selectPublicationsAfter = compileOnce((db, { limit, seq }: { seq: number; limit: number }) =>
  db
    .selectFrom('publication')
    .select([
      'seq',
      'hash',
      'previous_hash as previousHash',
      'committed_at as committedAt',
      'actor_id as actorId',
      'correlation_id as correlationId',
    ])
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit),
);

const selectChangesBetween = compileOnce((db, { after, upTo }: { after: number; upTo: number }) =>
  selectChanges(db).where('item.seq', '>', after).where('item.seq', '<=', upTo),
);

/** A bundle may hold thousands of entries: as many publications as fit in memory together, one at least. */
async function withinMemory<T extends { seq: number }>(
  tx: Kysely<Tables>,
  publications: readonly T[],
): Promise<T[]> {
  const [first, last] = [publications[0], publications.at(-1)];
  if (first === undefined || last === undefined || first === last) return [...publications];
  const counted = await tx
    .selectFrom('publication_item')
    .select(['seq', ({ fn }) => fn.countAll().as('items')])
    .where('seq', '>=', first.seq)
    .where('seq', '<=', last.seq)
    .groupBy('seq')
    .execute();
  const counts = new Map(counted.map(({ items, seq }) => [seq, Number(items)]));
  let total = 0;
  return publications.filter(({ seq }, index) => {
    total += counts.get(seq) ?? 0;
    return index === 0 || total <= ITEMS_PER_READ;
  });
}

const ITEMS_PER_READ = 1_000;

/** What a publication changed and what was there before; null if the log has no such number. */
export async function readPublicationItems(
  tx: Kysely<Tables>,
  { seq }: { seq: number },
): Promise<NewPublicationItem[] | null> {
  const rows = await tx
    .selectFrom('publication_item')
    .selectAll()
    .where('seq', '=', seq)
    .orderBy('position')
    .execute();
  return rows.length === 0 ? null : rows.map(itemOf);
}

export type StoredChange = Awaited<ReturnType<ReturnType<typeof selectChanges>['execute']>>[number];

/** Items with what it takes to make changes of them, in the order of the log. */
export function selectChanges(tx: Kysely<Tables>) {
  return tx
    .selectFrom('publication_item as item')
    .innerJoin('publication', 'publication.seq', 'item.seq')
    .leftJoin('entry', 'entry.id', 'item.entry_id')
    .leftJoin('version', 'version.id', 'item.version_id')
    .selectAll('item')
    .select([
      'entry.collection',
      'entry.locale',
      'entry.translation_group as translationGroup',
      'entry.first_published_at as firstPublishedAt',
      'publication.committed_at as committedAt',
      'version.slug',
      'version.content',
      'version.erased_at as erasedAt',
    ])
    .orderBy('item.seq')
    .orderBy('item.position');
}

export function changeOf(row: StoredChange): PublicationChange {
  const item = itemOf(row);
  if (isEntryItem(item)) return entryChangeOf(row, item);
  // The log remembers what was there before; whoever follows it has it.
  const { previous: _, ...change } = item;
  return change;
}

/** What was taken down is not there any more, for those either who only now come to where it was published. */
function entryChangeOf(row: StoredChange, { entryId, previousPath }: EntryItem): PublicationChange {
  const { collection, content, locale, translationGroup, version_id: versionId } = row;
  assert(
    collection !== null && locale !== null && translationGroup !== null,
    `the log names the entry ${entryId}, which is not there`,
  );
  if (versionId === null || content === null || row.erasedAt !== null) {
    return { kind: 'withdraw', entryId, collection, locale, path: previousPath };
  }
  return {
    kind: 'publish',
    entry: {
      id: entryId,
      collection,
      locale,
      translationGroup,
      slug: row.slug,
      path: row.path,
      versionId,
      fields: decodeJson(content),
      firstPublishedAt: row.firstPublishedAt ?? row.committedAt,
      publishedAt: row.committedAt,
    },
  };
}
