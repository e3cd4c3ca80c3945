import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { publishMediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import type { MediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { removeRedirect } from '../../../server/authoring/remove-redirect.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import type { PublishedRedirect } from '../../../model/publication.ts';
import { insertMedia } from '../../../server/store/media.ts';
import { deletePublishedMedia, readPublishedMedia } from '../../../server/store/published-media.ts';
import { appendPublication, lockPublicationLog, readLogHead } from '../../../server/store/publications.ts';
import { unlessRefused } from './entry-actions.ts';
import type { EditedSite } from './entry-actions.ts';

/** What an editor does beside writing: files, redirects, taking something back. */

const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

export async function uploadMedia(
  { authoring }: Pick<EditedSite, 'authoring'>,
  ids: readonly string[],
): Promise<void> {
  await authoring.database.write(async (tx) => {
    for (const [place, id] of ids.entries()) {
      const file = {
        fileName: `file-${place}.png`,
        contentType: 'image/png',
        sizeBytes: 1,
        hash: 'a'.repeat(64),
      };
      const facts = { width: 300, height: 200, alt: '', focalX: 0.5, focalY: 0.5 };
      await insertMedia(tx, {
        id,
        ...file,
        ...facts,
        createdAt: authoring.now().toISOString(),
        createdBy: null,
        uploadHash: null,
        placeholder: null,
      });
    }
  });
}

export async function publishMedia({ authoring }: EditedSite, facts: MediaFacts): Promise<void> {
  await publishMediaFacts(authoring, { ...CALL, facts: [facts] });
}

/** No use case does this but a revert and a takedown. */
export async function removeMedia({ authoring }: EditedSite, mediaId: string): Promise<void> {
  const publication = await authoring.database.write(async (tx) => {
    await lockPublicationLog(tx);
    const previous = (await readPublishedMedia(tx, { ids: [mediaId] })).get(mediaId);
    if (previous === undefined) return null;
    await deletePublishedMedia(tx, { id: mediaId });
    return await appendPublication(tx, {
      actorId: null,
      correlationId: null,
      committedAt: authoring.now().toISOString(),
      items: [{ kind: 'media-removed', mediaId, previous }],
    });
  });
  if (publication !== null) authoring.publicationCommitted(publication);
}

export async function redirect({ authoring }: EditedSite, wanted: PublishedRedirect): Promise<void> {
  await unlessRefused(() => setRedirect(authoring, { ...CALL, ...wanted }));
}

export async function stopRedirect({ authoring }: EditedSite, path: string): Promise<void> {
  await unlessRefused(() => removeRedirect(authoring, { ...CALL, path }));
}

/** The publication that is so many before the newest one. */
export async function revert(world: EditedSite, before: number): Promise<void> {
  const { authoring, entries } = world;
  const { seq } = await readLogHead(authoring.database.db);
  const reverted = await unlessRefused(() =>
    revertPublication(authoring, { ...CALL, seq: Math.max(1, seq - before) }),
  );
  if (reverted === null) return;
  for (const [place, { id }] of entries.entries())
    entries[place] = await readEntry(authoring, { ...CALL, entryId: id });
}
