import type { PublicationChange } from '../../model/publication.ts';
import { slashForms } from '../store/public-paths.ts';
import { readRedirects } from '../store/redirects.ts';
import type { StoredEntry } from '../store/entries.ts';
import { readWithheldRedirects } from '../store/withheld-redirects.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { isPublic, type PublishableDraft } from './publishable-draft.ts';
import { redirectsOfMoves, withFollowers } from './redirects-of-moves.ts';

export type DraftToPublish = { entry: StoredEntry; draft: PublishableDraft };

/** What the log will say when these drafts are published at this moment; of those that are public as they stand, what it says of them already. */
async function publicChanges(
  context: AuthoringContext,
  { drafts, publishedAt }: { drafts: readonly DraftToPublish[]; publishedAt: string },
): Promise<PublicationChange[]> {
  const { database } = context;
  const moves = drafts.map(({ draft, entry }) => ({ entry, path: draft.path }));
  const made = await withFollowers(database.db, redirectsOfMoves(context, moves));
  for (const { entry } of drafts) made.push(...(await readWithheldRedirects(database.db, entry)));
  const claimed = drafts.flatMap(({ draft, entry }) =>
    draft.path === null || draft.path === entry.livePath ? [] : slashForms(draft.path),
  );
  const replaced = claimed.length === 0 ? [] : await readRedirects(database.db, { paths: claimed });
  return [
    ...drafts.map(({ draft, entry }): PublicationChange => ({
      kind: 'publish',
      entry: {
        id: entry.id,
        collection: entry.collection,
        locale: entry.locale,
        translationGroup: entry.translationGroup,
        slug: entry.draft.slug,
        path: draft.path,
        versionId: draft.versionId,
        fields: entry.draft.content,
        firstPublishedAt: entry.firstPublishedAt ?? publishedAt,
        publishedAt: (isPublic(entry, draft) ? entry.publishedAt : null) ?? publishedAt,
      },
    })),
    ...replaced.map(({ path }): PublicationChange => ({ kind: 'redirect-removed', path })),
    ...made.map((redirect): PublicationChange => ({ kind: 'redirect', redirect })),
  ];
}

type Bundle = {
  withdrawn: readonly StoredEntry[];
  drafts: readonly DraftToPublish[];
  publishedAt: string;
};

/** What the log will say when all of it is one publication. What is taken away frees its addresses first. */
export async function changesOfBundle(
  context: AuthoringContext,
  { withdrawn, ...published }: Bundle,
): Promise<PublicationChange[]> {
  const changes: PublicationChange[] = withdrawn.map(withdrawalOf);
  for (const entry of withdrawn) {
    const redirects = await readWithheldRedirects(context.database.db, entry);
    changes.push(...redirects.map(({ path }): PublicationChange => ({ kind: 'redirect-removed', path })));
  }
  return [...changes, ...(await publicChanges(context, published))];
}

/** What the log will say when the entry is withdrawn. */
export function withdrawalOf({ collection, id, livePath, locale }: StoredEntry): PublicationChange {
  return { kind: 'withdraw', entryId: id, collection, locale, path: livePath };
}
