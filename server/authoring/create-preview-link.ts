import { lineProblem } from '../../model/text-rules.ts';
import { doneBy } from '../accounts/actor.ts';
import { hashPassword, passwordIssues } from '../accounts/password.ts';
import { createSecretToken } from '../accounts/secret-token.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { lockEntries } from '../store/locks.ts';
import { newId } from '../store/new-id.ts';
import { insertPreviewLink, readPreviewLink } from '../store/preview-links.ts';
import { keepVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntry } from './find-entry.ts';
import { findVersion } from './find-version.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { previewLinkNotFound, previewLinkOf, type PreviewLink } from './preview-link.ts';

export type NewPreviewLink = Call & {
  entryId: string;
  /** Null: the draft, whatever it is when somebody looks. */
  versionId?: string | null | undefined;
  expiresAt: string;
  password?: string | undefined;
  label?: string | undefined;
};

/** Long enough for anything that is still a draft, and short enough that a forgotten mail opens nothing. */
const LIFETIME_MAX_MS = 90 * 24 * 60 * 60_000;
const LABEL_MAX_CHARACTERS = 100;

/** By which people without an account look at the entry in the site. The token is known to whoever asked for it, and to nobody after that. */
export async function createPreviewLink(
  { database, model, now }: AuthoringContext,
  order: NewPreviewLink,
): Promise<{ link: PreviewLink; token: string }> {
  const { actor, correlationId, entryId, versionId = null } = order;
  const at = now();
  const { expiresAt, label, password } = checkedLink(order, at);
  const passwordHash = password === null ? null : await hashPassword(password);
  const { token, tokenHash } = createSecretToken();
  const id = newId();
  const createdAt = at.toISOString();
  return await database.write(async (tx) => {
    // No save may take the version's place meanwhile.
    await lockEntries(tx, { entryIds: [entryId] });
    const entry = await findEntry(tx, { id: entryId, actor, model });
    requirePermission(actor, 'entry.save', entrySubject(model, entry));
    if (versionId !== null) {
      await findVersion(tx, { entryId, versionId });
      await keepVersion(tx, { id: versionId, keptAt: createdAt });
    }
    const createdBy = actor.userId;
    const link = { id, entryId, versionId, tokenHash, label, passwordHash, createdAt, createdBy, expiresAt };
    await insertPreviewLink(tx, link);
    await appendAudit(tx, {
      at: createdAt,
      ...doneBy(actor),
      action: 'preview-link.create',
      subject: `entry:${entryId}`,
      correlationId,
      details: { linkId: id, label, versionId, expiresAt, hasPassword: passwordHash !== null },
    });
    const stored = await readPreviewLink(tx, { id });
    if (stored === null) throw previewLinkNotFound(id);
    return { link: previewLinkOf(stored, at), token };
  });
}

type CheckedLink = { expiresAt: string; label: string | null; password: string | null };

function checkedLink(order: NewPreviewLink, now: Date): CheckedLink {
  const label = order.label?.trim() || null;
  const password = order.password ?? null;
  const expiresAt = new Date(order.expiresAt);
  const issues: FieldIssue[] = password === null ? [] : [...passwordIssues(password, '')];
  const labelProblem = label === null ? null : lineProblem(label, LABEL_MAX_CHARACTERS);
  if (labelProblem !== null) issues.push({ path: 'label', message: labelProblem });
  if (expiresAt <= now) issues.push({ path: 'expiresAt', message: 'This moment is over. Give one to come.' });
  if (expiresAt.getTime() > now.getTime() + LIFETIME_MAX_MS)
    issues.push({ path: 'expiresAt', message: 'A link opens for 90 days at most. Give an earlier moment.' });
  if (issues.length === 0) return { expiresAt: expiresAt.toISOString(), label, password };
  throw new AppError('invalid-input', 'No link was made. Mend what is named and send it again.', { issues });
}
