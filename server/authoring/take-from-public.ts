import type { Transaction } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import type { LogPosition, PublishedRedirect } from '../../model/publication.ts';
import { markWithdrawn, type StoredEntry } from '../store/entries.ts';
import type { NewPublicationItem } from '../store/publication-items.ts';
import { releasePath } from '../store/public-paths.ts';
import { lockPublicationLog } from '../store/publications.ts';
import { deleteRedirect, readRedirectsToEntry } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';
import { deleteDeliveriesAbout } from '../store/webhook-deliveries.ts';
import { readWithheldRedirects } from '../store/withheld-redirects.ts';
import { appendAnnounced } from './announce-entries.ts';
import type { Call } from './authoring-context.ts';

/** Frees the paths of these entries; returns what the log is to say of it. */
export async function takeFromPublic(
  tx: Transaction<Tables>,
  entries: readonly StoredEntry[],
): Promise<NewPublicationItem[]> {
  const items = entries.map(({ id, livePath, publishedVersionId }): NewPublicationItem => ({
    kind: 'withdraw',
    entryId: id,
    previousVersionId: publishedVersionId,
    previousPath: livePath,
  }));
  for (const { id } of entries) {
    await releasePath(tx, { entryId: id });
    await markWithdrawn(tx, { entryId: id });
  }
  for (const entry of entries.filter(({ withheldSeq }) => withheldSeq !== null)) {
    await lockPublicationLog(tx);
    for (const redirect of await readWithheldRedirects(tx, entry))
      items.push(await removeRedirect(tx, redirect));
  }
  return items;
}

async function removeRedirect(
  tx: Transaction<Tables>,
  previous: PublishedRedirect,
): Promise<NewPublicationItem> {
  const { path } = previous;
  await deleteRedirect(tx, { path });
  return { kind: 'redirect-removed', path, previous };
}

/** After what was public of the entry has been taken from there. */
export async function removeRedirectsTo(
  tx: Transaction<Tables>,
  { id }: Pick<StoredEntry, 'id'>,
): Promise<NewPublicationItem[]> {
  const items: NewPublicationItem[] = [];
  await lockPublicationLog(tx);
  for (const redirect of await readRedirectsToEntry(tx, { entryId: id }))
    items.push(await removeRedirect(tx, redirect));
  return items;
}

/** For an entry of which nothing is to be left: the redirects that lead to it go too, and what receivers were told. Null if nothing of it was public. */
export async function leavePublicForGood(
  tx: Transaction<Tables>,
  { at, call, entry, model }: { call: Call; entry: StoredEntry; at: string; model: ContentModel },
): Promise<LogPosition | null> {
  await deleteDeliveriesAbout(tx, { entryId: entry.id });
  const items = entry.publishedVersionId === null ? [] : await takeFromPublic(tx, [entry]);
  items.push(...(await removeRedirectsTo(tx, entry)));
  if (items.length === 0) return null;
  const { actor, correlationId } = call;
  const publication = { actorId: actor.userId, correlationId, committedAt: at, items };
  return await appendAnnounced(tx, { ...publication, model, withoutTitles: true });
}
