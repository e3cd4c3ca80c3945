import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { readEntries, type StoredEntry } from '../store/entries.ts';
import { isEntryItem, type EntryItem, type NewPublicationItem } from '../store/publication-items.ts';
import { readPublishedMedia } from '../store/published-media.ts';
import { readRedirects } from '../store/redirects.ts';
import { readPublicationItems } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';

/** What of a publication is no longer as that publication left it. */
export type SupersededItem = { kind: NewPublicationItem['kind']; subject: string; name: string };

/** Compared by what is public now: a change that has been taken back again is none. */
export function supersededEntries(
  items: readonly EntryItem[],
  entries: ReadonlyMap<string, StoredEntry>,
): SupersededItem[] {
  return items.flatMap((item) => {
    const { entryId, kind } = item;
    const entry = entries.get(entryId);
    const left = item.kind === 'publish' ? item : { versionId: null, path: null };
    // Those in the trash are not among the entries.
    const { livePath, publishedVersionId } = entry ?? { livePath: null, publishedVersionId: null };
    const isAsLeft = publishedVersionId === left.versionId && livePath === left.path;
    return isAsLeft ? [] : [{ kind, subject: entryId, name: entry?.title ?? '' }];
  });
}

export async function supersededFacts(
  tx: Transaction<Tables>,
  items: readonly NewPublicationItem[],
): Promise<SupersededItem[]> {
  const facts = items.filter((item) => !isEntryItem(item));
  const media = await readPublishedMedia(tx, {
    ids: facts.flatMap((item) =>
      item.kind === 'media' ? [item.media.id] : item.kind === 'media-removed' ? [item.mediaId] : [],
    ),
  });
  const paths = facts.flatMap((item) =>
    item.kind === 'redirect' ? [item.redirect.path] : item.kind === 'redirect-removed' ? [item.path] : [],
  );
  const redirects = new Map((await readRedirects(tx, { paths })).map((found) => [found.path, found]));
  return facts.flatMap((item): SupersededItem[] => {
    const { kind } = item;
    switch (kind) {
      case 'media':
        return isDeepStrictEqual(media.get(item.media.id), item.media)
          ? []
          : [{ kind, subject: item.media.id, name: item.media.fileName }];
      case 'media-removed':
        return media.has(item.mediaId) ? [{ kind, subject: item.mediaId, name: item.previous.fileName }] : [];
      case 'redirect':
        return isDeepStrictEqual(redirects.get(item.redirect.path), item.redirect)
          ? []
          : [{ kind, subject: item.redirect.path, name: item.redirect.path }];
      case 'redirect-removed':
        return redirects.has(item.path) ? [{ kind, subject: item.path, name: item.path }] : [];
      default:
        return [];
    }
  });
}

/** Whether the publication can be taken back, as far as what it changed goes. */
export async function isAsPublicationLeft(
  tx: Transaction<Tables>,
  { seq }: { seq: number },
): Promise<boolean> {
  const items = (await readPublicationItems(tx, { seq })) ?? [];
  const own = items.filter(isEntryItem);
  const entries = await readEntries(tx, { ids: own.map(({ entryId }) => entryId) });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return supersededEntries(own, byId).length === 0 && (await supersededFacts(tx, items)).length === 0;
}

export function superseded(seq: number, items: readonly SupersededItem[]): AppError {
  const names = items.map(({ name, subject }) => (name === '' ? subject : `"${name}"`));
  return new AppError(
    'publication-superseded',
    `Publication ${seq} cannot be taken back: ${names.join(', ')} ${items.length === 1 ? 'has' : 'have'} been changed since. Revert the later publications first, or mend it by hand.`,
    { extra: { items } },
  );
}
