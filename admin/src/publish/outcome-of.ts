import type { z } from 'zod';
import type { publicationListSchema } from '../../../model/api/publication.ts';
import type { Outcome } from './outcome.ts';

export type LoggedPublication = z.output<typeof publicationListSchema>['publications'][number];

/** As somebody who was here when it was published would know it. null: it did not publish or withdraw the entry. */
export function outcomeOf({ items, seq }: LoggedPublication, entryId: string): Outcome | null {
  const own = items.find((item) => item.entryId === entryId);
  if (own === undefined || (own.kind !== 'publish' && own.kind !== 'withdraw')) return null;
  return {
    seq,
    kind: own.kind === 'publish' ? 'published' : 'withdrawn',
    versionBefore: own.previousVersionId,
    hasMendedLinks: items.length > 1,
  };
}

/** How many other entries are taken back along with it. */
export function othersIn({ items }: LoggedPublication, entryId: string): number {
  const entries = new Set(items.flatMap((item) => item.entryId ?? []));
  return entries.size - (entries.has(entryId) ? 1 : 0);
}
