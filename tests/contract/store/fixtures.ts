import type { Kysely } from 'kysely';
import type { Database } from '../../../server/store/database.ts';
import { insertEntry, markPublished, markWithdrawn } from '../../../server/store/entries.ts';
import { newId } from '../../../server/store/new-id.ts';
import { claimPath, releasePath } from '../../../server/store/public-paths.ts';
import { appendPublication } from '../../../server/store/publications.ts';
import type { Tables } from '../../../server/store/tables.ts';
import { insertVersion } from '../../../server/store/versions.ts';
import type { LogPosition } from '../../../model/publication.ts';

export type Content = Record<string, unknown>;

export type NewTestEntry = {
  collection?: string;
  locale?: string;
  title?: string;
  content?: Content;
  slug?: string | null;
  createdAt?: string;
};

export type TestEntry = { id: string; versionId: string };

export async function addEntry(tx: Kysely<Tables>, entry: NewTestEntry = {}): Promise<TestEntry> {
  const {
    collection = 'posts',
    locale = 'en',
    title = 'First light',
    createdAt = '2026-03-01T08:00:00.000Z',
  } = entry;
  const { slug = 'first-light', content = { title, slug } } = entry;
  const id = newId();
  const versionId = newId();
  const created = { createdAt, createdBy: null };
  await insertEntry(tx, {
    id,
    collection,
    locale,
    title,
    translationGroup: id,
    draftVersionId: versionId,
    ...created,
  });
  await insertVersion(tx, {
    id: versionId,
    entryId: id,
    content,
    slug,
    modelFingerprint: 'model-1',
    ...created,
  });
  return { id, versionId };
}

export function createEntry(database: Database, entry: NewTestEntry = {}): Promise<TestEntry> {
  return database.write((tx) => addEntry(tx, entry));
}

export type TestPublication = {
  entry: TestEntry;
  path?: string | null;
  committedAt?: string;
  previousPath?: string;
};

const COMMITTED_AT = '2026-03-02T09:30:00.250Z';

/** What a use case does to publish one entry. */
export async function publish(tx: Kysely<Tables>, publication: TestPublication): Promise<LogPosition> {
  const { entry, path = null, previousPath = null, committedAt = COMMITTED_AT } = publication;
  const { id: entryId, versionId } = entry;
  await markPublished(tx, { entryId, versionId, publishedAt: committedAt, references: [] });
  if (path !== null) await claimPath(tx, { path, entryId });
  return await appendPublication(tx, {
    actorId: null,
    correlationId: 'request-1',
    committedAt,
    items: [{ kind: 'publish', entryId, versionId, path, previousVersionId: null, previousPath }],
  });
}

export async function withdraw(tx: Kysely<Tables>, { entry }: { entry: TestEntry }): Promise<LogPosition> {
  const { id: entryId, versionId: previousVersionId } = entry;
  await markWithdrawn(tx, { entryId });
  const previousPath = await releasePath(tx, { entryId });
  return await appendPublication(tx, {
    actorId: null,
    correlationId: null,
    committedAt: COMMITTED_AT,
    items: [{ kind: 'withdraw', entryId, previousVersionId, previousPath }],
  });
}
