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
    id: `${NEW} ${collection} ${locale}`,
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

export function isBlank({ draft }: Pick<Entry, 'draft'>): boolean {
  return draft.number === 0;
}
