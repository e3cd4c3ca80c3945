import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { readVersion } from '../store/versions.ts';

type Pinning = { entries: readonly StoredEntry[]; items: readonly PinnedItem[] };

type PinnedItem = { action: 'publish' | 'withdraw'; expectedVersionId?: string | undefined };

/** The entries with the versions that are named in the place of their drafts. */
export async function withPinned(tx: Kysely<Tables>, { entries, items }: Pinning): Promise<StoredEntry[]> {
  const pinned: StoredEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    const item = items[index];
    const id = item?.action === 'publish' ? item.expectedVersionId : undefined;
    const isDraft = id === undefined || id === entry.draftVersionId;
    pinned.push(isDraft ? entry : await withVersion(tx, { entry, id }));
  }
  return pinned;
}

async function withVersion(
  tx: Kysely<Tables>,
  { entry, id }: { entry: StoredEntry; id: string },
): Promise<StoredEntry> {
  const version = await readVersion(tx, { id });
  if (version === null || version.entryId !== entry.id)
    throw new AppError(
      'version-not-found',
      `"${entry.title}" has no version ${id} any more. Choose the one to publish again.`,
    );
  const { content, createdAt, createdBy, number, slug } = version;
  return {
    ...entry,
    draftVersionId: id,
    draft: { id, number, content, slug, createdAt, createdBy },
  };
}
