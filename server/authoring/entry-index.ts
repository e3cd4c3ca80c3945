import { findCollection, type ContentModel } from '../../model/content-model.ts';
import { contentText } from '../../model/content-text.ts';
import { entryTitle } from '../../model/entry-address.ts';
import { collectEntryLinks } from '../../model/entry-links.ts';
import { collectMediaIds } from '../../model/media-ids.ts';
import { idProblem } from '../../model/text-rules.ts';
import type { EntryIndex } from '../store/entry-index.ts';
import { indexEdition, listedValuesOf } from './listed-values.ts';
import { placeTerms, searchTerms, titleTerms } from './search-terms.ts';

type Draft = {
  entryId: string;
  versionId: string;
  collection: string;
  locale: string;
  content: Readonly<Record<string, unknown>>;
};

/** By which words and values a draft is found, and which entries it refers to. */
export function indexOfDraft(
  model: ContentModel,
  { collection, content, entryId, locale, versionId }: Draft,
): EntryIndex {
  const fields = findCollection(model, collection)?.fields ?? {};
  return {
    entryId,
    versionId,
    edition: indexEdition(model),
    terms: [
      ...searchTerms(contentText(fields, content), locale),
      ...titleTerms(entryTitle(model, { collection, content }), locale),
      ...placeTerms({ collection, locale }),
    ],
    references: referencesOf(model, { collection, content, entryId }),
    values: listedValuesOf(model, { collection, content }),
  };
}

/** The other entries that a version of this one refers to, and the media files that stand in it: no id is both. */
export function referencesOf(
  model: ContentModel,
  { collection, content, entryId }: Pick<Draft, 'collection' | 'content' | 'entryId'>,
): string[] {
  const fields = findCollection(model, collection)?.fields ?? {};
  const ids = collectEntryLinks(fields, content).map((link) => link.entryId);
  return [...new Set([...ids, ...collectMediaIds(fields, content)])].filter(
    (id) => idProblem(id) === null && id !== entryId,
  );
}
