import type { ContentModel } from '../../model/content-model.ts';
import { knownContent } from '../../model/foreign-content.ts';
import { entryPath } from '../../model/entry-address.ts';
import { validateContent } from '../../model/validation.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { linkIssues } from './link-issues.ts';

/** A draft that may become public, at its path. */
export type PublishableDraft = { entryId: string; versionId: string; path: string | null };

/** Publishing it would change nothing. */
export function isPublic(entry: StoredEntry, draft: PublishableDraft): boolean {
  return entry.publishedVersionId === draft.versionId && entry.livePath === draft.path;
}

type Checking = {
  actor: Actor;
  entries: readonly StoredEntry[];
  /** What the paths of the issues of each begin with. */
  placeOf?: (index: number) => string;
};

/** Throws with every reason why one of the drafts must not become public by the hand of the actor. */
export async function checkPublishable(
  context: AuthoringContext,
  { actor, entries, placeOf = () => '' }: Checking,
): Promise<PublishableDraft[]> {
  const { model } = context;
  const ofLinks = await linkIssues(context, { actor, entries });
  const issues = entries.flatMap((entry, index) => {
    const found = [...contentIssues(model, entry), ...(ofLinks[index] ?? [])];
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

function within(place: string, { path, message }: FieldIssue): FieldIssue {
  return { path: [place, path].filter((part) => part !== '').join('.'), message };
}
