import type { Actor } from '../accounts/actor.ts';
import { passwordMatches } from '../accounts/password.ts';
import type { PreviewLinkGuard } from '../accounts/preview-link-guard.ts';
import { hashToken } from '../accounts/secret-token.ts';
import { countView, findPreviewLink, readPreviewLink } from '../store/preview-links.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { makerOfOpenLink } from './preview-link.ts';

export type OpenedLink =
  /** There is none such, or it has ended. */
  | { kind: 'ended' }
  | { kind: 'locked'; isWrong: boolean }
  | {
      kind: 'open';
      id: string;
      entryId: string;
      versionId: string | null;
      expiresAt: string;
      /** Which has just been given. */
      hasPassword: boolean;
    };

type Opening = {
  token: string;
  /** Null: none was given yet. */
  password: string | null;
  address: string | null;
  /** False where nobody sees the page, as those who check links do not. */
  isSeen: boolean;
  guard: PreviewLinkGuard;
};

/** Counts a view where it opens and is seen. Throws `too-many-attempts` for whoever guesses. */
export async function openPreviewLink(
  context: AuthoringContext,
  { address, guard, isSeen, password, token }: Opening,
): Promise<OpenedLink> {
  const { database, now } = context;
  const link = await findPreviewLink(database.db, { tokenHash: hashToken(token) });
  if (link === null || (await makerOfOpenLink(context, link)) === null) return { kind: 'ended' };
  const { entryId, expiresAt, id, passwordHash, versionId } = link;
  if (passwordHash !== null) {
    if (password === null) return { kind: 'locked', isWrong: false };
    const attempt = { linkId: id, address, now: now() };
    await guard.admit(attempt);
    if (!(await passwordMatches(passwordHash, password))) return { kind: 'locked', isWrong: true };
    await guard.clear(attempt);
  }
  if (isSeen) await database.write((tx) => countView(tx, { id, at: now().toISOString() }));
  return { kind: 'open', id, entryId, versionId, expiresAt, hasPassword: passwordHash !== null };
}

/** In whose name a link shows its entry now; null once it has ended. */
export async function actorOfLink(
  context: AuthoringContext,
  { linkId }: { linkId: string },
): Promise<Actor | null> {
  const link = await readPreviewLink(context.database.db, { id: linkId });
  return link === null ? null : await makerOfOpenLink(context, link);
}
