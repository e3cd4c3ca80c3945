import { sql } from 'kysely';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { compileOnce } from './compile-once.ts';
import { decodeJson } from './json.ts';
import { lockEntries } from './locks.ts';
import { deletePublicReferences, writePublicReferences } from './public-references.ts';
import type { ScheduleState } from './schedule-tables.ts';
import type { Tables } from './tables.ts';
import { keepVersion } from './versions.ts';

/** An entry without its content. */
export type StoredEntrySummary = {
  id: string;
  collection: string;
  locale: string;
  /** Shared by the translations of one thing. */
  translationGroup: string;
  /** The title of the draft. */
  title: string;
  draftVersionId: string;
  publishedVersionId: string | null;
  /** The path that is its own; visitors get it there, but for what is held back. */
  livePath: string | null;
  createdAt: string;
  createdBy: string | null;
  updatedAt: string;
  firstPublishedAt: string | null;
  publishedAt: string | null;
  /** Since when it is in the trash. */
  trashedAt: string | null;
  /** Since when nothing of it is left: it was deleted for good, or taken down. */
  erasedAt: string | null;
  /** The publication of the published version, where it is held back; the page and the template that failed, and its message. */
  withheldSeq: number | null;
  withheldMessage: string | null;
  withheldPath: string | null;
  withheldTemplate: string | null;
  /** The same publication, where the site is held at a release before it. */
  heldSeq: number | null;
  /** In both cases, where what was published before is public. */
  pathBefore: string | null;
  /** The first of what is scheduled for it. */
  scheduleId: string | null;
  scheduleAction: 'publish' | 'withdraw' | null;
  scheduleDueAt: string | null;
  scheduleState: ScheduleState | null;
};

export type StoredEntry = StoredEntrySummary & { draft: StoredDraft };

export type StoredDraft = {
  id: string;
  number: number;
  content: Record<string, unknown>;
  slug: string | null;
  createdAt: string;
  createdBy: string | null;
};

export type NewEntry = Pick<
  StoredEntrySummary,
  'id' | 'collection' | 'locale' | 'translationGroup' | 'title' | 'draftVersionId' | 'createdAt' | 'createdBy'
>;

/** The draft version is inserted after it, in the same transaction. */
export async function insertEntry(tx: Kysely<Tables>, entry: NewEntry): Promise<void> {
  await tx
    .insertInto('entry')
    .values({
      id: entry.id,
      collection: entry.collection,
      locale: entry.locale,
      translation_group: entry.translationGroup,
      draft_version_id: entry.draftVersionId,
      published_version_id: null,
      title: entry.title,
      sort_title: sortTitle(entry.title),
      created_at: entry.createdAt,
      created_by: entry.createdBy,
      updated_at: entry.createdAt,
      first_published_at: null,
      published_at: null,
      trashed_at: null,
      erased_at: null,
      source_entry_id: null,
      source_version_id: null,
    })
    .execute();
}

export async function readEntry(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredEntry | null> {
  const [row] = (await selectEntry(tx, { id })).rows;
  return row === undefined ? null : storedEntry(row);
}

const selectEntry = compileOnce((db, { id }: { id: string }) => selectDrafts(db).where('entry.id', '=', id));

/** Also what is in the trash, and the rest of what was erased. */
export async function readEntryAnywhere(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<StoredEntry | null> {
  const [row] = (await selectEntryAnywhere(tx, { id })).rows;
  return row === undefined ? null : storedEntry(row);
}

const selectEntryAnywhere = compileOnce((db, { id }: { id: string }) =>
  withDraft(selectAllSummaries(db)).where('entry.id', '=', id),
);

/** An entry for somebody who has its content already: with the hash of the draft's, to compare. */
export type EntryHead = StoredEntrySummary & { draftContentHash: string; draftModelFingerprint: string };

export async function readEntryHead(tx: Kysely<Tables>, { id }: { id: string }): Promise<EntryHead | null> {
  const [row] = (await selectEntryHead(tx, { id })).rows;
  return row ?? null;
}

const selectEntryHead = compileOnce((db, { id }: { id: string }) =>
  selectSummaries(db)
    .innerJoin('version', 'version.id', 'entry.draft_version_id')
    .select([
      'version.content_hash as draftContentHash',
      'version.model_fingerprint as draftModelFingerprint',
    ])
    .where('entry.id', '=', id),
);

/** Locked first and read after: a read that waits for the lock would pair the new entry with its old draft. */
export async function readEntryForUpdate(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<StoredEntry | null> {
  await lockEntries(tx, { entryIds: [id] });
  return await readEntry(tx, { id });
}

/** Those of the entries that exist, in the order of their ids. */
export async function readEntries(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<StoredEntry[]> {
  const [first] = ids;
  if (first === undefined) return [];
  if (ids.length === 1) return (await selectEntry(tx, { id: first })).rows.map(storedEntry);
  const rows = await selectDrafts(tx).where('entry.id', 'in', ids).orderBy('entry.id').execute();
  return rows.map(storedEntry);
}

function selectDrafts(db: Kysely<Tables>) {
  return withDraft(selectSummaries(db));
}

function withDraft(summaries: SummaryQuery) {
  return summaries
    .innerJoin('version', 'version.id', 'entry.draft_version_id')
    .select([
      'version.number',
      'version.content',
      'version.slug',
      'version.created_at as savedAt',
      'version.created_by as savedBy',
    ]);
}

type DraftRow = Awaited<ReturnType<ReturnType<typeof selectDrafts>['executeTakeFirstOrThrow']>>;

function storedEntry({ number, content, slug, savedAt, savedBy, ...entry }: DraftRow): StoredEntry {
  const id = entry.draftVersionId;
  const draft = { id, number, content: decodeJson(content), slug, createdAt: savedAt, createdBy: savedBy };
  return Object.assign(entry, { draft });
}

/** What every reader of entries selects: those in the trash are not there. */
function selectSummaries(tx: Kysely<Tables>): SummaryQuery {
  return selectAllSummaries(tx).where('entry.trashed_at', 'is', null);
}

type SummaryQuery = SelectQueryBuilder<
  Tables & Pick<Tables, 'public_path' | 'withheld_publication' | 'schedule'>,
  'entry' | 'public_path' | 'withheld_publication' | 'schedule',
  StoredEntrySummary
>;

export function selectAllSummaries(tx: Kysely<Tables>): SummaryQuery {
  return tx
    .selectFrom('entry')
    .leftJoin('public_path', 'public_path.entry_id', 'entry.id')
    .leftJoin('withheld_publication', (join) =>
      join.on('withheld_publication.seq', '=', (on) =>
        on
          .selectFrom('publication_item as item')
          .innerJoin('withheld_publication as held', 'held.seq', 'item.seq')
          .select(({ fn }) => fn.max('item.seq').as('seq'))
          .where('held.settled_at', 'is', null)
          .whereRef('item.entry_id', '=', 'entry.id')
          .whereRef('item.version_id', '=', 'entry.published_version_id'),
      ),
    )
    .leftJoin('schedule', (join) => join.on('schedule.id', '=', FIRST_SCHEDULED))
    .select([
      'entry.id',
      'entry.collection',
      'entry.locale',
      'entry.translation_group as translationGroup',
      'entry.title',
      'entry.draft_version_id as draftVersionId',
      'entry.published_version_id as publishedVersionId',
      'public_path.path as livePath',
      'entry.created_at as createdAt',
      'entry.created_by as createdBy',
      'entry.updated_at as updatedAt',
      'entry.first_published_at as firstPublishedAt',
      'entry.published_at as publishedAt',
      'entry.trashed_at as trashedAt',
      'entry.erased_at as erasedAt',
      'withheld_publication.seq as withheldSeq',
      'withheld_publication.message as withheldMessage',
      'withheld_publication.path as withheldPath',
      'withheld_publication.template as withheldTemplate',
      HELD_SEQ.as('heldSeq'),
      PATH_BEFORE.as('pathBefore'),
      'schedule.timed_id as scheduleId',
      'schedule.action as scheduleAction',
      'schedule.due_at as scheduleDueAt',
      'schedule.state as scheduleState',
    ]);
}

const FIRST_SCHEDULED = sql<string>`(select planned.id from schedule as planned
  where planned.entry_id = entry.id and planned.state in ('armed', 'blocked') and planned.timed_id is not null
  order by planned.due_at, planned.timed_id limit 1)`;

/** From a pin, of which there is none most of the time, to the publications that it keeps from visitors. */
export const HELD_ITEMS = sql`target_pin as pin cross join release cross join publication_item as item
  where release.number = pin.release_number and item.seq > release.seq`;

const HELD_OF_ENTRY = sql`${HELD_ITEMS} and item.entry_id = entry.id`;

/** For what `selectSummaries` selects from. */
export const HELD_SEQ = sql<
  number | null
>`(select max(item.seq) from ${HELD_OF_ENTRY} and item.version_id = entry.published_version_id)`;

const PATH_BEFORE = sql<string | null>`case
  when withheld_publication.seq is not null then
    (select item.previous_path from publication_item as item join withheld_publication as held on held.seq = item.seq
      where item.entry_id = entry.id and held.settled_at is null order by item.seq limit 1)
  else (select item.previous_path from ${HELD_OF_ENTRY} order by item.seq limit 1) end`;

export type DraftMove = {
  entryId: string;
  fromVersionId: string;
  toVersionId: string;
  title: string;
  updatedAt: string;
};

/** Moves the draft on if it is still the one that the caller saw, and nobody has thrown it away; says whether it was. */
export async function moveDraft(tx: Kysely<Tables>, move: DraftMove): Promise<boolean> {
  const { numAffectedRows } = await updateDraft(tx, { ...move, sortTitle: sortTitle(move.title) });
  return numAffectedRows === 1n;
}

const updateDraft = compileOnce((db, move: DraftMove & { sortTitle: string }) =>
  db
    .updateTable('entry')
    .set({
      draft_version_id: move.toVersionId,
      title: move.title,
      sort_title: move.sortTitle,
      updated_at: move.updatedAt,
    })
    .where('id', '=', move.entryId)
    .where('draft_version_id', '=', move.fromVersionId)
    .where('trashed_at', 'is', null),
);

const SORT_TITLE_LENGTH_MAX = 200;

/** "Äpfel" beside "apfel", in the same order on both databases. */
export function sortTitle(title: string): string {
  return title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .slice(0, SORT_TITLE_LENGTH_MAX)
    .toWellFormed();
}

export type PublishedMark = {
  entryId: string;
  versionId: string;
  publishedAt: string;
  /** The entries that the version refers to. */
  references: readonly string[];
};

export async function markPublished(
  tx: Kysely<Tables>,
  { entryId, publishedAt, references, versionId }: PublishedMark,
): Promise<void> {
  await keepVersion(tx, { id: versionId, keptAt: publishedAt });
  await setPublished(tx, { entryId, versionId, publishedAt });
  await writePublicReferences(tx, { entryId, references });
}

const setPublished = compileOnce(
  (db, { entryId, publishedAt, versionId }: { entryId: string; versionId: string; publishedAt: string }) =>
    db
      .updateTable('entry')
      .set((expression) => ({
        published_version_id: versionId,
        referenced_version_id: versionId,
        published_at: publishedAt,
        first_published_at: expression.fn.coalesce('first_published_at', expression.val(publishedAt)),
      }))
      .where('id', '=', entryId),
);

export async function markWithdrawn(tx: Kysely<Tables>, { entryId }: { entryId: string }): Promise<void> {
  await tx
    .updateTable('entry')
    .set({ published_version_id: null, referenced_version_id: null, published_at: null })
    .where('id', '=', entryId)
    .execute();
  await deletePublicReferences(tx, { entryId });
}
