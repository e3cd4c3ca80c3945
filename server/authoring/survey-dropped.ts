import { droppedNames } from '../../model/carry-content.ts';
import { findCollection } from '../../model/content-model.ts';
import { collectEntryLinks } from '../../model/entry-links.ts';
import type { Kysely } from 'kysely';
import { countRedirectsToEntries } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';
import { listIdsOfCollections } from '../store/versions-in-use.ts';
import type { AuthoringContext } from './authoring-context.ts';
import type { DroppedEntry } from './carry-entry.ts';

/** What goes with the collections that steps drop. */
export type DroppedCollections = {
  collections: DroppedCollection[];
  /** That lead to their entries, and go too. */
  redirects: number;
  /** Entries that stay and name some that go. */
  referrers: Referrer[];
};

export type DroppedCollection = { collection: string; step: string; entries: number; published: number };

export type Referrer = { entryId: string; collection: string; title: string; path: string };

/** An entry that stays, as it will be. */
export type StayingEntry = Pick<Referrer, 'entryId' | 'collection' | 'title'> & {
  contents: readonly Record<string, unknown>[];
};

export type DropSurvey = {
  drop(entry: DroppedEntry): void;
  stay(entry: StayingEntry): void;
  /** Between two batches. */
  countRedirects: () => Promise<void>;
  finish(): DroppedCollections;
};

export async function beginDropSurvey(
  tx: Kysely<Tables>,
  { migrations = [], model }: AuthoringContext,
): Promise<DropSurvey> {
  // Those that may go: links to others need not be kept in mind.
  const candidates = new Set(await listIdsOfCollections(tx, { collections: droppedNames(migrations) }));
  const dropped = new Set<string>();
  const found = new Map<string, DroppedCollection>();
  const links: { targetId: string; referrer: Referrer }[] = [];
  let redirects = 0;
  let batch: string[] = [];
  return {
    drop: ({ entryId, isPublic, step }) => {
      const { collection, id } = step;
      const counted = found.get(id) ?? { collection, step: id, entries: 0, published: 0 };
      counted.entries += 1;
      counted.published += isPublic ? 1 : 0;
      found.set(id, counted);
      dropped.add(entryId);
      batch.push(entryId);
    },
    stay: ({ collection, contents, entryId, title }) => {
      const fields = findCollection(model, collection)?.fields;
      if (candidates.size === 0 || fields === undefined) return;
      for (const content of contents)
        for (const { entryId: targetId, path } of collectEntryLinks(fields, content))
          if (candidates.has(targetId))
            links.push({ targetId, referrer: { entryId, collection, title, path } });
    },
    countRedirects: async () => {
      redirects += await countRedirectsToEntries(tx, { entryIds: batch });
      batch = [];
    },
    finish: () => {
      const broken = links.filter(({ targetId }) => dropped.has(targetId));
      const referrers = new Map(broken.map(({ referrer }) => [referrer.entryId, referrer]));
      return { collections: [...found.values()], redirects, referrers: [...referrers.values()] };
    },
  };
}
