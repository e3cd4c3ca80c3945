import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { LogPosition, Publication, PublicationChange, PublishedEntry } from '../../model/publication.ts';
import type { Database } from './database.ts';
import { isPostgres } from './dialects/is-postgres.ts';
import { decodeJson } from './json.ts';
import { hashPublication } from './publication-chain.ts';
import type { ChainItem } from './publication-chain.ts';
import type { Tables } from './tables.ts';

export type NewPublication = {
  actorId: string | null;
  correlationId: string | null;
  committedAt: string;
  items: readonly NewPublicationItem[];
};

export type NewPublicationItem =
  | {
      kind: 'publish';
      entryId: string;
      versionId: string;
      path: string | null;
      previousVersionId: string | null;
      previousPath: string | null;
    }
  | { kind: 'withdraw'; entryId: string; previousVersionId: string | null; previousPath: string | null };

export const PUBLICATION_CHANNEL = 'stillpress_publication';

/** SQLite takes 32,766 parameters in a statement; an item has nine. */
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
  const { seq, hash: previousHash } = await tx
    .updateTable('publication_head')
    .set((expression) => ({ seq: expression('seq', '+', 1) }))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  const items = await completeItems(tx, publication.items);
  const hash = hashPublication({ seq, previousHash, committedAt, actorId, correlationId, items });
  await tx.updateTable('publication_head').set({ hash }).execute();
  await tx
    .insertInto('publication')
    .values({
      seq,
      hash,
      previous_hash: previousHash,
      committed_at: committedAt,
      actor_id: actorId,
      correlation_id: correlationId,
    })
    .execute();
  await insertItems(tx, { seq, items });
  // Postgres delivers it when the transaction commits.
  if (isPostgres(tx)) await sql`select pg_notify(${PUBLICATION_CHANNEL}, ${String(seq)})`.execute(tx);
  return { seq, hash };
}

async function completeItems(tx: Kysely<Tables>, items: readonly NewPublicationItem[]): Promise<ChainItem[]> {
  const versionIds = items.flatMap((item) => (item.kind === 'publish' ? [item.versionId] : []));
  const versions =
    versionIds.length === 0
      ? []
      : await tx.selectFrom('version').select(['id', 'content_hash']).where('id', 'in', versionIds).execute();
  const hashes = new Map(versions.map((version) => [version.id, version.content_hash]));
  return items.map((item) => {
    const { kind, entryId, previousVersionId, previousPath } = item;
    const previous = { previousVersionId, previousPath };
    if (item.kind === 'withdraw') {
      return { kind, entryId, versionId: null, contentHash: null, path: null, ...previous };
    }
    const contentHash = hashes.get(item.versionId);
    assert(contentHash !== undefined, `there is no version ${item.versionId} to publish`);
    return { kind, entryId, versionId: item.versionId, contentHash, path: item.path, ...previous };
  });
}

async function insertItems(
  tx: Kysely<Tables>,
  { seq, items }: { seq: number; items: readonly ChainItem[] },
): Promise<void> {
  const rows = items.map((item, position) => ({
    seq,
    position,
    kind: item.kind,
    entry_id: item.entryId,
    version_id: item.versionId,
    previous_version_id: item.previousVersionId,
    path: item.path,
    previous_path: item.previousPath,
  }));
  for (let start = 0; start < rows.length; start += ITEMS_PER_INSERT) {
    await tx
      .insertInto('publication_item')
      .values(rows.slice(start, start + ITEMS_PER_INSERT))
      .execute();
  }
}

/** Where the log ends. */
export async function readLogHead(tx: Kysely<Tables>): Promise<LogPosition> {
  return await tx.selectFrom('publication_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
}

/** The publications that follow `seq`, in order, with what they publish. */
export async function readPublicationsAfter(
  tx: Kysely<Tables>,
  { seq, limit }: { seq: number; limit: number },
): Promise<Publication[]> {
  const publications = await tx
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
    .limit(limit)
    .execute();
  const last = publications.at(-1);
  if (last === undefined) return [];
  const items = Map.groupBy(await selectItems(tx, { after: seq, upTo: last.seq }), (item) => item.seq);
  return publications.map((publication) =>
    Object.assign(publication, { changes: (items.get(publication.seq) ?? []).map(changeOf) }),
  );
}

type ItemRow = Awaited<ReturnType<typeof selectItems>>[number];

async function selectItems(tx: Kysely<Tables>, { after, upTo }: { after: number; upTo: number }) {
  return await tx
    .selectFrom('publication_item as item')
    .innerJoin('publication', 'publication.seq', 'item.seq')
    .innerJoin('entry', 'entry.id', 'item.entry_id')
    .leftJoin('version', 'version.id', 'item.version_id')
    .select([
      'item.seq',
      'item.path',
      'item.previous_path as previousPath',
      'item.version_id as versionId',
      'entry.id',
      'entry.collection',
      'entry.locale',
      'entry.translation_group as translationGroup',
      'entry.first_published_at as firstPublishedAt',
      'publication.committed_at as committedAt',
      'version.slug',
      'version.content',
    ])
    .where('item.seq', '>', after)
    .where('item.seq', '<=', upTo)
    .orderBy('item.seq')
    .orderBy('item.position')
    .execute();
}

function changeOf(row: ItemRow): PublicationChange {
  const { id, collection, locale, versionId, content } = row;
  if (versionId === null || content === null) {
    return { kind: 'withdraw', entryId: id, collection, locale, path: row.previousPath };
  }
  return {
    kind: 'publish',
    entry: {
      id,
      collection,
      locale,
      translationGroup: row.translationGroup,
      slug: row.slug,
      path: row.path,
      versionId,
      fields: decodeJson(content),
      firstPublishedAt: row.firstPublishedAt ?? row.committedAt,
      publishedAt: row.committedAt,
    },
  };
}

const STATE_BATCH_SIZE = 500;

/** Everything that is public, in batches and by id, as it was at the position that is returned. */
export async function readPublishedState(
  database: Database,
  onEntries: (batch: PublishedEntry[]) => void,
): Promise<LogPosition> {
  return await database.read(async (tx) => {
    let afterId = '';
    for (;;) {
      const batch = await selectPublished(tx, { afterId });
      const last = batch.at(-1);
      if (last === undefined) return await readLogHead(tx);
      onEntries(batch);
      afterId = last.id;
    }
  });
}

async function selectPublished(
  tx: Kysely<Tables>,
  { afterId }: { afterId: string },
): Promise<PublishedEntry[]> {
  const rows = await tx
    .selectFrom('entry')
    .innerJoin('version', 'version.id', 'entry.published_version_id')
    .leftJoin('public_path', 'public_path.entry_id', 'entry.id')
    .select([
      'entry.id',
      'entry.collection',
      'entry.locale',
      'entry.translation_group as translationGroup',
      'version.slug',
      'public_path.path',
      'version.id as versionId',
      'version.content',
      'entry.first_published_at as firstPublishedAt',
      'entry.published_at as publishedAt',
    ])
    .where('entry.id', '>', afterId)
    .orderBy('entry.id')
    .limit(STATE_BATCH_SIZE)
    .execute();
  return rows.map(({ content, firstPublishedAt, publishedAt, ...entry }) => {
    assert(
      firstPublishedAt !== null && publishedAt !== null,
      `the published entry ${entry.id} has no time of publication`,
    );
    return Object.assign(entry, { fields: decodeJson(content), firstPublishedAt, publishedAt });
  });
}
