import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import { deleteRedirect, readRedirects } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';
import { redirectPath } from './redirect-path.ts';

/** The path leads nowhere any more, until something is published there. One publication. */
export async function removeRedirect(
  context: AuthoringContext,
  request: Call & { path: string },
): Promise<LogPosition> {
  requirePermission(request.actor, 'redirect.publish', { kind: 'installation' });
  const path = redirectPath(request.path, 'path');
  const publication = await context.database.write((tx) => remove(tx, { context, request, path }));
  context.publicationCommitted(publication);
  return publication;
}

async function remove(
  tx: Transaction<Tables>,
  { context, request, path }: { context: AuthoringContext; request: Call; path: string },
): Promise<LogPosition> {
  const { actor, correlationId } = request;
  await lockPublicationLog(tx);
  const [previous] = await readRedirects(tx, { paths: [path] });
  if (previous === undefined) {
    throw new AppError('redirect-not-found', `No redirect leads on from ${path}. Check the path.`);
  }
  await deleteRedirect(tx, { path });
  const at = context.now().toISOString();
  const publication = await appendPublication(tx, {
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items: [{ kind: 'redirect-removed', path, previous }],
  });
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'redirect.remove',
    subject: `publication:${publication.seq}`,
    correlationId,
    details: { path },
  });
  return publication;
}
