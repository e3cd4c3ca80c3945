import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import { markWithdrawn, type StoredEntry } from '../store/entries.ts';
import type { EntryItem, NewPublicationItem } from '../store/publication-items.ts';
import { releasePath } from '../store/public-paths.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import { deleteRedirect, readRedirectsToEntry } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';
import type { Call } from './authoring-context.ts';

/** Frees the paths of these entries; returns what the log is to say of it. */
export async function takeFromPublic(
  tx: Transaction<Tables>,
  entries: readonly StoredEntry[],
): Promise<EntryItem[]> {
  for (const { id } of entries) {
    await releasePath(tx, { entryId: id });
    await markWithdrawn(tx, { entryId: id });
  }
  return entries.map(({ id, livePath, publishedVersionId }) => ({
    kind: 'withdraw',
    entryId: id,
    previousVersionId: publishedVersionId,
    previousPath: livePath,
  }));
}

/** For an entry of which nothing is to be left: the redirects that lead to it go too. Null if nothing of it was public. */
export async function leavePublicForGood(
  tx: Transaction<Tables>,
  { at, call, entry }: { call: Call; entry: StoredEntry; at: string },
): Promise<LogPosition | null> {
  const items: NewPublicationItem[] =
    entry.publishedVersionId === null ? [] : await takeFromPublic(tx, [entry]);
  await lockPublicationLog(tx);
  for (const previous of await readRedirectsToEntry(tx, { entryId: entry.id })) {
    const { path } = previous;
    await deleteRedirect(tx, { path });
    items.push({ kind: 'redirect-removed', path, previous });
  }
  if (items.length === 0) return null;
  const { actor, correlationId } = call;
  return await appendPublication(tx, { actorId: actor.userId, correlationId, committedAt: at, items });
}
