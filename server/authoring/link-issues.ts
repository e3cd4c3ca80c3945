import type { ContentModel } from '../../model/content-model.ts';
import { collectEntryLinks, type EntryLink } from '../../model/entry-links.ts';
import type { Actor } from '../accounts/actor.ts';
import type { FieldIssue } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import { readPlaces } from '../store/entry-identity.ts';
import { readVersion } from '../store/versions.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { requireCollection } from './collection-and-locale.ts';
import { canRead, readableScope } from './permission.ts';

type Publishing = { actor: Actor; entries: readonly StoredEntry[] };

/**
 * For each of the entries, what its draft names and must not. What it names must exist and be of the right collection. It need not be public: as in
 * Ghost, a post may name a tag or an author that has no page yet. Visitors see nothing of it until it is published, and then the pages that name
 * it change.
 *
 * Of what the actor may not read nothing is said, and whether it exists makes no difference: it passes where the public version names it already, since
 * somebody who may read it has published that, and nowhere else.
 */
export async function linkIssues(
  context: AuthoringContext,
  { actor, entries }: Publishing,
): Promise<FieldIssue[][]> {
  const { database, model } = context;
  const links = entries.map(({ collection, draft }) =>
    linksIn(model, { collection, content: draft.content }),
  );
  const ids = [...new Set(links.flat().map(({ entryId }) => entryId))];
  const places = await readPlaces(database.db, { ids });
  const readsAll = readableScope(model, actor) === 'all';
  const isHidden = ({ entryId }: EntryLink): boolean => {
    const place = places.get(entryId);
    return !readsAll && (place === undefined || !canRead({ actor, model }, place));
  };
  const issues: FieldIssue[][] = [];
  for (const [index, entry] of entries.entries()) {
    const own = links[index] ?? [];
    const published = own.some(isHidden) ? await publishedLinks(context, entry) : [];
    const found = own.flatMap((link) =>
      isHidden(link) ? hiddenIssues(link, published) : placeIssues(link, places.get(link.entryId)),
    );
    issues.push(found);
  }
  return issues;
}

function linksIn(
  model: ContentModel,
  { collection, content }: { collection: string; content: Readonly<Record<string, unknown>> },
): EntryLink[] {
  return collectEntryLinks(requireCollection(model, collection).fields, content);
}

async function publishedLinks(
  { database, model }: AuthoringContext,
  { collection, publishedVersionId }: StoredEntry,
): Promise<EntryLink[]> {
  if (publishedVersionId === null) return [];
  const version = await readVersion(database.db, { id: publishedVersionId });
  return version === null ? [] : linksIn(model, { collection, content: version.content });
}

function hiddenIssues(link: EntryLink, published: readonly EntryLink[]): FieldIssue[] {
  if (published.some((earlier) => earlier.entryId === link.entryId && takesNoOther(earlier, link))) return [];
  const message =
    'The entry that this names does not exist, or you may not read it. Name another one, or have this published by somebody who may read it.';
  return [{ path: link.path, message }];
}

/** What was let through there may stand here. */
function takesNoOther({ collections: there }: EntryLink, { collections: here }: EntryLink): boolean {
  return here === null || (there?.every((collection) => here.includes(collection)) ?? false);
}

function placeIssues(
  { collections, path }: EntryLink,
  place: { collection: string; trashedAt: string | null } | undefined,
): FieldIssue[] {
  if (place === undefined || place.trashedAt !== null)
    return [{ path, message: 'The entry that this names does not exist.' }];
  const { collection } = place;
  if (collections === null || collections.includes(collection)) return [];
  return [{ path, message: `This names an entry of "${collection}"; expected ${collections.join(' or ')}.` }];
}
