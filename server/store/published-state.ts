import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
import type {
  LogPosition,
  PublishedEntry,
  PublishedMedia,
  PublishedRedirect,
} from '../../model/publication.ts';
import type { Database } from './database.ts';
import { decodeJson } from './json.ts';
import { readLogHead } from './publications.ts';
import { mediaOf } from './published-media.ts';
import { redirectOfRow, selectRedirectRows } from './redirects.ts';
import type { Tables } from './tables.ts';

const STATE_BATCH_SIZE = 100;

/** Everything that is public, in batches, the entries by id, as it was at the position that is returned. */
export async function readPublishedState(database: Database, add: AddPublished): Promise<LogPosition> {
  return await database.read(async (tx) => {
    await inBatches(
      (afterId) => selectPublished(tx, { afterId }),
      add.entries,
      ({ id }) => id,
    );
    await inBatches(
      (afterId) => selectPublishedMedia(tx, { afterId }),
      add.media,
      ({ id }) => id,
    );
    await inBatches(
      (afterPath) => selectRedirects(tx, { afterPath }),
      add.redirects,
      ({ path }) => path,
    );
    return await readLogHead(tx);
  });
}

export type AddPublished = {
  entries: (batch: PublishedEntry[]) => void;
  media: (batch: PublishedMedia[]) => void;
  redirects: (batch: PublishedRedirect[]) => void;
};

async function inBatches<T>(
  select: (afterKey: string) => Promise<T[]>,
  add: (batch: T[]) => void,
  keyOf: (item: T) => string,
): Promise<void> {
  let afterKey = '';
  for (;;) {
    const batch = await select(afterKey);
    const last = batch.at(-1);
    if (last === undefined) return;
    add(batch);
    afterKey = keyOf(last);
  }
}

async function selectPublishedMedia(
  tx: Kysely<Tables>,
  { afterId }: { afterId: string },
): Promise<PublishedMedia[]> {
  const rows = await tx
    .selectFrom('published_media')
    .select('facts')
    .where('media_id', '>', afterId)
    .orderBy('media_id')
    .limit(STATE_BATCH_SIZE)
    .execute();
  return rows.map(({ facts }) => mediaOf(decodeJson(facts)));
}

async function selectRedirects(
  tx: Kysely<Tables>,
  { afterPath }: { afterPath: string },
): Promise<PublishedRedirect[]> {
  const rows = await selectRedirectRows(tx)
    .where('redirect.from_path', '>', afterPath)
    .orderBy('redirect.from_path')
    .limit(STATE_BATCH_SIZE)
    .execute();
  return rows.map(redirectOfRow);
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
