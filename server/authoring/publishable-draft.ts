import type { ContentModel } from '../../model/content-model.ts';
import { knownContent } from '../../model/foreign-content.ts';
import { entryPath } from '../../model/entry-address.ts';
import { validateContent } from '../../model/validation.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import { readCollectionsOf } from '../store/entry-identity.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { requireCollection } from './collection-and-locale.ts';
import { collectEntryLinks, type EntryLink } from '../../model/entry-links.ts';

/** A draft that may become public, at its path. */
export type PublishableDraft = { entryId: string; versionId: string; path: string | null };

/** Publishing it would change nothing. */
export function isPublic(entry: StoredEntry, draft: PublishableDraft): boolean {
  return entry.publishedVersionId === draft.versionId && entry.livePath === draft.path;
}

/** Throws with every reason why one of the drafts must not become public. */
export async function checkPublishable(
  { database, model }: AuthoringContext,
  entries: readonly StoredEntry[],
  /** What its issues' paths begin with. */
  placeOf: (index: number) => string = () => '',
): Promise<PublishableDraft[]> {
  const links = entries.map((entry) =>
    collectEntryLinks(requireCollection(model, entry.collection).fields, entry.draft.content),
  );
  const ids = new Set(links.flat().map(({ entryId }) => entryId));
  const collections = await readCollectionsOf(database.db, { ids: [...ids] });
  const issues = entries.flatMap((entry, index) => {
    const found = [...contentIssues(model, entry), ...linkIssues(links[index] ?? [], collections)];
    return found.map((issue) => within(placeOf(index), issue));
  });
  if (issues.length > 0) {
    throw new AppError('invalid-input', 'Nothing was published. Mend what is named and publish again.', {
      issues,
    });
  }
  return entries.map((entry) => ({
    entryId: entry.id,
    versionId: entry.draftVersionId,
    path: entryPath(model, { ...entry, content: entry.draft.content }),
  }));
}

function contentIssues(model: ContentModel, entry: StoredEntry): FieldIssue[] {
  const { collection } = entry;
  const content = knownContent(model, { collection, content: entry.draft.content });
  const result = validateContent(model, { collection, content, level: 'publish' });
  return result.ok ? [] : [...result.issues];
}

/**
 * What an entry names must exist and be of the right collection. It need not be public: as in Ghost, a post may name a tag or an
 * author that has no page yet. Visitors see nothing of it until it is published, and then the pages that name it change.
 */
function linkIssues(links: readonly EntryLink[], collectionsById: ReadonlyMap<string, string>): FieldIssue[] {
  return links.flatMap(({ path, entryId, collections }) => {
    const collection = collectionsById.get(entryId);
    if (collection === undefined) return [{ path, message: 'The entry that this names does not exist.' }];
    if (collections === null || collections.includes(collection)) return [];
    return [
      { path, message: `This names an entry of "${collection}"; expected ${collections.join(' or ')}.` },
    ];
  });
}

function within(place: string, { path, message }: FieldIssue): FieldIssue {
  return { path: [place, path].filter((part) => part !== '').join('.'), message };
}
