import type { ContentModel } from '../../model/content-model.ts';
import { entryPath, entryTitle } from '../../model/entry-address.ts';
import { newVersion } from '../../server/authoring/new-version.ts';
import type { Database } from '../../server/store/database.ts';
import { sortTitle } from '../../server/store/entries.ts';
import { appendPublication } from '../../server/store/publications.ts';
import { versionRow } from '../../server/store/versions.ts';
import type { SampleEntry } from './sample-entries.ts';

/** One publication and one transaction each. */
const ENTRIES_PER_PUBLICATION = 1_000;
/** SQLite takes 32,766 parameters in a statement; a version has 13. */
const ROWS_PER_INSERT = 200;
const PUBLISHED_AT = '2026-01-01T00:00:00.000Z';

/**
 * Writes the entries as published, the way authoring would have left them, into a database that holds none: rows in bulk, where
 * the use cases take several statements for each entry.
 */
export async function loadEntries(
  database: Database,
  { entries, model }: { entries: Iterable<SampleEntry>; model: ContentModel },
): Promise<void> {
  let batch: SampleEntry[] = [];
  for (const entry of entries) {
    batch.push(entry);
    if (batch.length < ENTRIES_PER_PUBLICATION) continue;
    await publishAll(database, model, batch);
    batch = [];
  }
  if (batch.length > 0) await publishAll(database, model, batch);
}

async function publishAll(
  database: Database,
  model: ContentModel,
  entries: readonly SampleEntry[],
): Promise<void> {
  const rows = entries.map((entry) => rowsOf(model, entry));
  await database.write(async (tx) => {
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      const part = rows.slice(start, start + ROWS_PER_INSERT);
      await tx
        .insertInto('entry')
        .values(part.map((row) => row.entry))
        .execute();
      await tx
        .insertInto('version')
        .values(part.map((row) => row.version))
        .execute();
      const paths = part.flatMap(({ entry, path }) => (path === null ? [] : [{ path, entry_id: entry.id }]));
      if (paths.length > 0) await tx.insertInto('public_path').values(paths).execute();
    }
    const items = rows.map(({ entry, path, version }) => ({
      kind: 'publish' as const,
      entryId: entry.id,
      versionId: version.id,
      path,
      previousVersionId: null,
      previousPath: null,
    }));
    await appendPublication(tx, { actorId: null, correlationId: null, committedAt: PUBLISHED_AT, items });
  });
}

function rowsOf(model: ContentModel, { id, collection, locale, content }: SampleEntry) {
  const made = { entryId: id, collection, content, createdAt: PUBLISHED_AT, createdBy: null };
  const version = versionRow(newVersion({ model }, made));
  const title = entryTitle(model, { collection, content });
  return {
    path: entryPath(model, { collection, locale, content }),
    entry: {
      id,
      collection,
      locale,
      translation_group: id,
      draft_version_id: version.id,
      published_version_id: version.id,
      title,
      sort_title: sortTitle(title),
      created_at: PUBLISHED_AT,
      created_by: null,
      updated_at: PUBLISHED_AT,
      first_published_at: PUBLISHED_AT,
      published_at: PUBLISHED_AT,
      trashed_at: null,
    },
    version: {
      id: version.id,
      entry_id: id,
      number: 1,
      content: version.content,
      content_hash: version.contentHash,
      slug: version.slug,
      model_fingerprint: version.modelFingerprint,
      name: null,
      created_at: PUBLISHED_AT,
      created_by: null,
      begun_at: null,
      kept_at: PUBLISHED_AT,
      restored_from: null,
    },
  };
}
