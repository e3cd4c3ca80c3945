import type { Entry } from '../../../model/api/entry.ts';
import type { Collection } from '../../../model/content-model.ts';
import { initialContent } from '../../../model/initial-content.ts';

/** In the address, where otherwise the id stands. */
export const NEW = 'new';

type Blank = { collection: string; declared: Collection; locale: string };

/** What somebody is about to begin: it is there once they have typed something. Until then nobody but this window knows of it. */
export function blankEntry({ collection, declared, locale }: Blank): Entry {
  const now = new Date().toISOString();
  return {
    id: blankId({ collection, locale }),
    collection,
    locale,
    translationGroup: '',
    title: '',
    state: 'draft',
    livePath: null,
    draftVersionId: '',
    publishedVersionId: null,
    firstPublishedAt: null,
    publishedAt: null,
    trashedAt: null,
    withheld: null,
    scheduled: null,
    createdAt: now,
    createdBy: null,
    updatedAt: now,
    draft: { versionId: '', number: 0, content: initialContent(declared), savedAt: now, savedBy: null },
    path: null,
  };
}

type Begun = { collection: string; locale: string };

function blankId({ collection, locale }: Begun): string {
  return `${NEW} ${collection} ${locale}`;
}

/** What was begun under that id; null where it is the id of an entry. */
export function begunAs(id: string): Begun | null {
  const [begin, collection, locale] = id.split(' ');
  return begin === NEW && collection !== undefined && locale !== undefined ? { collection, locale } : null;
}

export function isBlank({ draft }: Pick<Entry, 'draft'>): boolean {
  return draft.number === 0;
}
