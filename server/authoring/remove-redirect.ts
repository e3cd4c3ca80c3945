import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import { deleteRedirect, readRedirects } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { gateLinks, type LinksAnyway } from './gate-links.ts';
import { brokenDetails, cutLinks } from './link-order.ts';
import { requirePermission } from './permission.ts';
import { redirectPath } from './redirect-path.ts';

type RemovalRequest = Call & LinksAnyway & { path: string };

/** The path leads nowhere any more, until something is published there. One publication. */
export async function removeRedirect(
  context: AuthoringContext,
  request: RemovalRequest,
): Promise<{ publication: LogPosition; brokenLinks: DescribedLink[] }> {
  const { actor } = request;
  const { database, model } = context;
  requirePermission(actor, 'redirect.publish', { kind: 'installation' });
  const path = redirectPath(request.path, 'path');
  const removing = { context, request, path };
  const broken = await gateLinks(context, {
    request,
    what: 'redirect',
    act: (tx) => remove(tx, { ...removing, broken: [] }),
  });
  const publication = await database.write((tx) => remove(tx, { ...removing, broken }));
  context.publicationCommitted(publication);
  return {
    publication,
    brokenLinks: await describeLinks(database.db, { links: cutLinks(broken), actor, model }),
  };
}

type Removing = { context: AuthoringContext; request: Call; path: string; broken: readonly DeadLink[] };

async function remove(
  tx: Transaction<Tables>,
  { broken, context, request, path }: Removing,
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
    details: { path, ...brokenDetails(broken) },
  });
  return publication;
}
