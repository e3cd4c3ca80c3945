import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { besideFingerprint, plainFingerprint } from '../../model/model-fingerprint.ts';
import { sortTitle } from './entries.ts';
import { decodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/**
 * A version that somebody is going to see without asking for the history: the draft, what is public, and what a schedule is going to make public. Those in
 * the trash are among them, since they can come back; what was taken down is not.
 */
export type VersionInUse = {
  entryId: string;
  collection: string;
  locale: string;
  /** Of the draft. */
  title: string;
  id: string;
  number: number;
  content: Record<string, unknown>;
  contentHash: string;
  /** Whether or not the content holds something beside that model. */
  modelFingerprint: string;
  isDraft: boolean;
  isPublic: boolean;
  /** The entry. */
  isTrashed: boolean;
};

const IS_PLANNED = sql`version.id in (select schedule.version_id from schedule
  where schedule.entry_id = entry.id and schedule.state in ('armed', 'blocked') and schedule.version_id is not null)`;

const IS_IN_USE = sql<SqlBool>`entry.erased_at is null and version.erased_at is null
  and (version.id = entry.draft_version_id or version.id = entry.published_version_id or ${IS_PLANNED})`;

/** The entries with such a version that is not of this model, by id. */
export async function listEntriesBehind(
  tx: Kysely<Tables>,
  { afterId, fingerprint, limit }: { fingerprint: string; afterId: string; limit: number },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('entry')
    .select('entry.id')
    .where('entry.id', '>', afterId)
    .where(hasVersionBehind(fingerprint))
    .orderBy('entry.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function countEntriesBehind(
  tx: Kysely<Tables>,
  { fingerprint }: { fingerprint: string },
): Promise<number> {
  const { count } = await tx
    .selectFrom('entry')
    .select(({ fn }) => fn.countAll().as('count'))
    .where(hasVersionBehind(fingerprint))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function hasVersionBehind(fingerprint: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 from version where version.entry_id = entry.id
    and version.model_fingerprint not in (${fingerprint}, ${besideFingerprint(fingerprint)}) and ${IS_IN_USE})`;
}

/** By entry and number. */
export async function readVersionsInUse(
  tx: Kysely<Tables>,
  { entryIds }: { entryIds: readonly string[] },
): Promise<VersionInUse[]> {
  if (entryIds.length === 0) return [];
  const rows = await tx
    .selectFrom('entry')
    .innerJoin('version', 'version.entry_id', 'entry.id')
    .select([
      'entry.id as entryId',
      'entry.collection',
      'entry.locale',
      'entry.title',
      'entry.draft_version_id as draftVersionId',
      'entry.published_version_id as publishedVersionId',
      'entry.trashed_at as trashedAt',
      'version.id',
      'version.number',
      'version.content',
      'version.content_hash as contentHash',
      'version.model_fingerprint as modelFingerprint',
    ])
    .where('entry.id', 'in', entryIds)
    .where(IS_IN_USE)
    .orderBy('entry.id')
    .orderBy('version.number')
    .execute();
  return rows.map(({ content, draftVersionId, publishedVersionId, trashedAt, ...version }) =>
    Object.assign(version, {
      content: decodeJson(content),
      isDraft: version.id === draftVersionId,
      isPublic: version.id === publishedVersionId,
      isTrashed: trashedAt !== null,
      modelFingerprint: plainFingerprint(version.modelFingerprint),
    }),
  );
}

/** The ids of all entries, a page at a time, for whoever looks at each. */
export async function listEntryIds(
  tx: Kysely<Tables>,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('entry')
    .select('id')
    .where('id', '>', afterId)
    .where('erased_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function listIdsOfCollections(
  tx: Kysely<Tables>,
  { collections }: { collections: readonly string[] },
): Promise<string[]> {
  if (collections.length === 0) return [];
  const rows = await tx
    .selectFrom('entry')
    .select('id')
    .where('collection', 'in', collections)
    .where('erased_at', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

/** The content has been through the steps of this model, and none of them has changed it. */
export async function setFingerprint(
  tx: Kysely<Tables>,
  { fingerprint, ids }: { ids: readonly string[]; fingerprint: string },
): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable('version').set({ model_fingerprint: fingerprint }).where('id', 'in', ids).execute();
}

/** Draft and schedules that were at the one version are at the other one. What is public is for a publication to say. */
export async function replaceInUse(
  tx: Kysely<Tables>,
  { entryId, fromVersionId, toVersionId }: { entryId: string; fromVersionId: string; toVersionId: string },
): Promise<void> {
  await tx
    .updateTable('entry')
    .set({ draft_version_id: toVersionId })
    .where('id', '=', entryId)
    .where('draft_version_id', '=', fromVersionId)
    .execute();
  await tx
    .updateTable('schedule')
    .set({ version_id: toVersionId })
    .where('entry_id', '=', entryId)
    .where('version_id', '=', fromVersionId)
    .where('state', 'in', ['armed', 'blocked'])
    .execute();
}

/** What lists show, which follows from the content and the model. */
export async function putEntryPlace(
  tx: Kysely<Tables>,
  { collection, entryId, title }: { entryId: string; collection: string; title: string },
): Promise<void> {
  await tx
    .updateTable('entry')
    .set({ collection, title, sort_title: sortTitle(title) })
    .where('id', '=', entryId)
    .execute();
}
