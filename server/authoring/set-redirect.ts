import type { Transaction } from 'kysely';
import type { LogPosition, PublishedRedirect, RedirectTarget } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import { readPlaces } from '../store/entry-identity.ts';
import { readRedirects } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { findEntry } from './find-entry.ts';
import { requireLinks, requireMayBreak, type LinksAnyway } from './gate-links.ts';
import { brokenDetails, cutLinks } from './link-order.ts';
import { canRead, requirePermission } from './permission.ts';
import { placeRedirect, requireFreePath } from './place-redirect.ts';
import { requireRedirectablePath } from './reserved-path.ts';
import { redirectPath, redirectUrl } from './redirect-path.ts';

export type RedirectRequest = Call & LinksAnyway & PublishedRedirect;

export type RedirectResult = {
  /** Null if the redirect was there already, just so. */
  publication: LogPosition | null;
  /** As it is now: a target that leads on has given way to where it leads, unless that is an entry which the actor may not read. */
  redirect: PublishedRedirect;
  /** The links that it leaves dead and that were not dead before, as far as anybody can tell. */
  brokenLinks: DescribedLink[];
};

/** Leads visitors of a path without a page elsewhere, or says that what was there is gone. One publication. */
export async function setRedirect(
  context: AuthoringContext,
  request: RedirectRequest,
): Promise<RedirectResult> {
  const { actor } = request;
  const { database, model } = context;
  requirePermission(actor, 'redirect.publish', { kind: 'installation' });
  requireMayBreak(request);
  const wanted = checkRedirect(context, request);
  requireRedirectablePath(context, wanted.path);
  const found = await proveRedirect(context, { request, wanted });
  const broken = await requireLinks(context, { request, what: 'redirect', broken: found });
  const result = await database.write((tx) => set(tx, { context, request, wanted, broken }));
  if (result.publication !== null) context.publicationCommitted(result.publication);
  const brokenLinks = await describeLinks(database.db, { links: cutLinks(broken), actor, model });
  return { ...result, brokenLinks };
}

/** What an entry has at the path is said first, since that names the entry. */
async function proveRedirect(
  { database, model, prove }: AuthoringContext,
  { request: { actor }, wanted: redirect }: Pick<Setting, 'request' | 'wanted'>,
): Promise<DeadLink[] | null> {
  if (prove === undefined) return null;
  await database.read((tx) => requireFreePath(tx, { path: redirect.path, actor, model }));
  return await prove([{ kind: 'redirect', redirect }]);
}

/** In the one form of paths and addresses. */
export function checkRedirect(
  { siteUrl }: Pick<AuthoringContext, 'siteUrl'>,
  { path, status, to }: PublishedRedirect,
): PublishedRedirect {
  if ((status === 410) !== (to === null)) {
    const message =
      to === null
        ? 'Say where the redirect leads.'
        : 'What is gone (410) leads nowhere: leave the target out.';
    throw new AppError('invalid-input', 'The redirect was not set.', { issues: [{ path: 'to', message }] });
  }
  return {
    path: redirectPath(path, 'path'),
    status,
    to: to && checkTarget(to, siteUrl),
  };
}

function checkTarget(to: RedirectTarget, siteUrl: string | undefined): RedirectTarget {
  if (to.kind === 'path') return { kind: 'path', path: redirectPath(to.path, 'to.path') };
  return to.kind === 'url' ? { kind: 'url', url: redirectUrl(to.url, siteUrl) } : to;
}

type Setting = {
  context: AuthoringContext;
  request: RedirectRequest;
  wanted: PublishedRedirect;
  broken: readonly DeadLink[];
};

async function set(
  tx: Transaction<Tables>,
  { broken, context, request, wanted }: Setting,
): Promise<Omit<RedirectResult, 'brokenLinks'>> {
  const { actor, correlationId } = request;
  await lockPublicationLog(tx);
  if (wanted.to?.kind === 'entry')
    await findEntry(tx, { id: wanted.to.entryId, actor, model: context.model });
  const at = context.now().toISOString();
  const items = await placeRedirect(tx, wanted, { createdAt: at, actor, model: context.model });
  const [redirect = wanted] = await readRedirects(tx, { paths: [wanted.path] });
  const shown = (await isTold(tx, { context, request, redirect })) ? redirect : wanted;
  if (items.length === 0) return { publication: null, redirect: shown };
  const publication = await appendPublication(tx, {
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items,
  });
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'redirect.set',
    subject: `publication:${publication.seq}`,
    correlationId,
    details: { ...redirect, ...brokenDetails(broken) },
  });
  return { publication, redirect: shown };
}

type Told = { context: AuthoringContext; request: RedirectRequest; redirect: PublishedRedirect };

async function isTold(
  tx: Transaction<Tables>,
  { context: { model }, redirect: { to }, request: { actor } }: Told,
): Promise<boolean> {
  if (to?.kind !== 'entry') return true;
  const place = (await readPlaces(tx, { ids: [to.entryId] })).get(to.entryId);
  return place === undefined || canRead({ actor, model }, place);
}
