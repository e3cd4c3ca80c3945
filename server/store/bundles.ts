import { sql, type Kysely } from 'kysely';
import { selectAllSummaries, type StoredEntrySummary } from './entries.ts';
import type { ScheduleState } from './schedule-tables.ts';
import { OPEN } from './schedules.ts';
import { readTakenBack } from './taken-back.ts';
import type { BundleItemTable } from './bundle-tables.ts';
import type { Tables } from './tables.ts';

/** Open: entries come and go. Scheduled: until the schedule is cancelled it stays as it is. Published: for good. */
export type BundleState = 'open' | 'scheduled' | 'published';

export type StoredBundle = {
  id: string;
  title: string;
  note: string;
  state: BundleState;
  createdAt: string;
  createdBy: string | null;
  createdByName: string | null;
  schedule: { id: string; dueAt: string; state: ScheduleState } | null;
  publishedAt: string | null;
  publicationSeq: number | null;
  isTakenBack: boolean;
  /** In the order in which they were added. */
  items: StoredBundleItem[];
};

export type StoredBundleItem = {
  entryId: string;
  action: BundleItemTable['action'];
  addedAt: string;
  addedBy: string | null;
  addedByName: string | null;
};

type NewBundle = Pick<StoredBundle, 'id' | 'title' | 'note' | 'createdAt' | 'createdBy'>;

export async function insertBundle(tx: Kysely<Tables>, bundle: NewBundle): Promise<void> {
  const { createdAt, createdBy, id, note, title } = bundle;
  const whose = { created_at: createdAt, created_by: createdBy };
  const open = { timed_id: null, published_at: null, publication_seq: null };
  await tx
    .insertInto('bundle')
    .values({ id, title, note, ...whose, ...open })
    .execute();
}

export async function readStoredBundle(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<StoredBundle | null> {
  return (await withItems(tx, await selectBundles(tx).where('bundle.id', '=', id).execute()))[0] ?? null;
}

export type BundleSearch = {
  state?: BundleState | undefined;
  entryId?: string | undefined;
  /** Where the page before ended. */
  before?: string | undefined;
  limit: number;
};

/** The newest first. */
export async function listStoredBundles(
  tx: Kysely<Tables>,
  { before, entryId, limit, state }: BundleSearch,
): Promise<StoredBundle[]> {
  const rows = await selectBundles(tx)
    .$if(state !== undefined, (query) => query.where(BUNDLE_STATE, '=', state ?? 'open'))
    .$if(before !== undefined, (query) => query.where('bundle.id', '<', before ?? ''))
    .$if(entryId !== undefined, (query) =>
      query.where('bundle.id', 'in', (of) =>
        of
          .selectFrom('bundle_item')
          .select('bundle_id')
          .where('entry_id', '=', entryId ?? ''),
      ),
    )
    .orderBy('bundle.id', 'desc')
    .limit(limit)
    .execute();
  return await withItems(tx, rows);
}

const BUNDLE_STATE = sql<BundleState>`case
  when bundle.published_at is not null or timed.state = 'fired' then 'published'
  when timed.state in (${sql.join(OPEN.map((state) => sql.lit(state)))}) then 'scheduled'
  else 'open' end`;

function selectBundles(tx: Kysely<Tables>) {
  return tx
    .selectFrom('bundle')
    .leftJoin('timed_publication as timed', 'timed.id', 'bundle.timed_id')
    .leftJoin('user', 'user.id', 'bundle.created_by')
    .select([
      'bundle.id',
      'bundle.title',
      'bundle.note',
      BUNDLE_STATE.as('state'),
      'bundle.created_at as createdAt',
      'bundle.created_by as createdBy',
      'user.name as createdByName',
      'timed.id as timedId',
      'timed.due_at as dueAt',
      'timed.state as timedState',
      sql<string | null>`coalesce(bundle.published_at, timed.fired_at)`.as('publishedAt'),
      sql<number | null>`coalesce(bundle.publication_seq, timed.publication_seq)`.as('publicationSeq'),
    ]);
}

type BundleRow = Awaited<ReturnType<ReturnType<typeof selectBundles>['executeTakeFirstOrThrow']>>;

async function withItems(tx: Kysely<Tables>, rows: readonly BundleRow[]): Promise<StoredBundle[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const items = await tx
    .selectFrom('bundle_item')
    .leftJoin('user', 'user.id', 'bundle_item.added_by')
    .select([
      'bundle_item.bundle_id as bundleId',
      'bundle_item.entry_id as entryId',
      'bundle_item.action',
      'bundle_item.added_at as addedAt',
      'bundle_item.added_by as addedBy',
      'user.name as addedByName',
    ])
    .where('bundle_item.bundle_id', 'in', ids)
    .orderBy('bundle_item.added_at')
    .orderBy('bundle_item.entry_id')
    .execute();
  const byBundle = Map.groupBy(items, ({ bundleId }) => bundleId);
  const isPublished = rows.some(({ publicationSeq }) => publicationSeq !== null);
  const takenBack = isPublished ? await readTakenBack(tx) : new Set<number>();
  return rows.map(({ dueAt, timedId, timedState, ...bundle }) => ({
    ...bundle,
    isTakenBack: takenBack.has(bundle.publicationSeq ?? 0),
    schedule:
      timedId === null || dueAt === null || timedState === null
        ? null
        : { id: timedId, dueAt, state: timedState },
    items: (byBundle.get(bundle.id) ?? []).map(itemOf),
  }));
}

function itemOf(item: StoredBundleItem): StoredBundleItem {
  const { action, addedAt, addedBy, addedByName, entryId } = item;
  return { entryId, action, addedAt, addedBy, addedByName };
}

export async function changeStoredBundle(
  tx: Kysely<Tables>,
  { id, ...change }: { id: string } & Partial<Pick<StoredBundle, 'title' | 'note'>>,
): Promise<void> {
  await tx.updateTable('bundle').set(change).where('id', '=', id).execute();
}

export async function deleteStoredBundle(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  await tx.deleteFrom('bundle').where('id', '=', id).execute();
}

type AddedItem = Pick<StoredBundleItem, 'entryId' | 'action' | 'addedAt' | 'addedBy'> & { bundleId: string };

/** One that is there already stays whose it is, and is to be done with as is said now. */
export async function putBundleItem(tx: Kysely<Tables>, item: AddedItem): Promise<void> {
  const { action, addedAt, addedBy, bundleId, entryId } = item;
  await tx
    .insertInto('bundle_item')
    .values({ bundle_id: bundleId, entry_id: entryId, action, added_at: addedAt, added_by: addedBy })
    .onConflict((conflict) => conflict.columns(['bundle_id', 'entry_id']).doUpdateSet({ action }))
    .execute();
}

export async function deleteBundleItem(
  tx: Kysely<Tables>,
  { bundleId, entryId }: { bundleId: string; entryId: string },
): Promise<void> {
  await tx
    .deleteFrom('bundle_item')
    .where('bundle_id', '=', bundleId)
    .where('entry_id', '=', entryId)
    .execute();
}

/** Of an entry of which nothing is to be left. */
export async function takeOutOfBundles(tx: Kysely<Tables>, { entryId }: { entryId: string }): Promise<void> {
  await tx.deleteFrom('bundle_item').where('entry_id', '=', entryId).execute();
}

export async function setScheduleOfBundle(
  tx: Kysely<Tables>,
  { id, timedId }: { id: string; timedId: string },
): Promise<void> {
  await tx.updateTable('bundle').set({ timed_id: timedId }).where('id', '=', id).execute();
}

export async function setPublicationOfBundle(
  tx: Kysely<Tables>,
  { at, id, seq }: { id: string; at: string; seq: number | null },
): Promise<void> {
  const published = { published_at: at, publication_seq: seq };
  await tx.updateTable('bundle').set(published).where('id', '=', id).execute();
}

/** Of those of the ids that are entries, in the trash as well. */
export async function readSummariesAnywhere(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, StoredEntrySummary>> {
  if (ids.length === 0) return new Map();
  const rows = await selectAllSummaries(tx).where('entry.id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}
