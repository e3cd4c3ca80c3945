import { actorOfUser } from '../accounts/actor-of-user.ts';
import { SYSTEM_ACTOR, type Actor } from '../accounts/actor.ts';
import { can } from '../accounts/can.ts';
import { AppError } from '../errors.ts';
import { readEntry } from '../store/entries.ts';
import type { StoredPreviewLink } from '../store/preview-links.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { entrySubject } from './permission.ts';

/** A link as those see it who look after the entry: without its token and its password. */
export type PreviewLink = Omit<StoredPreviewLink, 'passwordHash'> & {
  hasPassword: boolean;
  state: 'open' | 'expired' | 'revoked';
};

export function previewLinkOf({ passwordHash, ...link }: StoredPreviewLink, now: Date): PreviewLink {
  const isExpired = link.expiresAt <= now.toISOString();
  const state = link.revokedAt !== null ? 'revoked' : isExpired ? 'expired' : 'open';
  return { ...link, hasPassword: passwordHash !== null, state };
}

/**
 * In whose name a link shows its entry: of who made it, as long as they may still change the entry. Null once it has ended: it was revoked or has expired,
 * the entry is in the trash or gone, or whoever made it may not do so any more.
 */
export async function makerOfOpenLink(
  { database, model, now }: AuthoringContext,
  link: StoredPreviewLink,
): Promise<Actor | null> {
  if (previewLinkOf(link, now()).state !== 'open') return null;
  const entry = await readEntry(database.db, { id: link.entryId });
  const maker =
    link.createdBy === null ? SYSTEM_ACTOR : await actorOfUser(database, { userId: link.createdBy });
  if (entry === null || maker === null) return null;
  const subject = entrySubject(model, entry);
  return can(maker, 'entry.read', subject) && can(maker, 'entry.save', subject) ? maker : null;
}

export function previewLinkNotFound(id: string): AppError {
  return new AppError(
    'preview-link-not-found',
    `The entry has no preview link with the id ${JSON.stringify(id)}. Those that ended long ago are forgotten.`,
  );
}
