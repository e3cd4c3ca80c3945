import type { Transaction } from 'kysely';
import type { LogPosition, PublishedRedirect } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { NewPublicationItem } from '../store/publication-items.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { findEntry } from './find-entry.ts';
import { requireLinks, requireMayBreak, type LinksAnyway } from './gate-links.ts';
import { brokenDetails, cutLinks } from './link-order.ts';
import { requirePermission } from './permission.ts';
import { onePerPath, placeRedirect } from './place-redirect.ts';
import { requireRedirectablePath } from './reserved-path.ts';
import { checkRedirect } from './set-redirect.ts';
import { changesTried } from './try-changes.ts';

export type RedirectsRequest = Call &
  LinksAnyway & {
    redirects: readonly PublishedRedirect[];
    /** Only says what would become of them. */
    isTrial?: boolean | undefined;
  };

export type RedirectsResult = {
  /** Of all that are not refused. Null where that changes nothing, and of what is only tried. */
  publication: LogPosition | null;
  /** In the order of the request, why one is refused; null where it is not. */
  refusals: (AppError | null)[];
  brokenLinks: DescribedLink[];
};

/** `wanted` is null where it was refused for how it is written. */
type Line = { wanted: PublishedRedirect | null; refusal: AppError | null };

type Setting = { context: AuthoringContext; request: RedirectsRequest; lines: readonly Line[] };

/** As one publication, which can be taken back as a whole. One that is refused keeps no other from it. */
export async function setRedirects(
  context: AuthoringContext,
  request: RedirectsRequest,
): Promise<RedirectsResult> {
  const { actor, isTrial = false } = request;
  const { database, model } = context;
  requirePermission(actor, 'redirect.publish', { kind: 'installation' });
  requireMayBreak(request);
  const setting = { context, request, lines: linesOf(context, request.redirects) };
  const found = await proveLines(setting);
  const broken = await requireLinks(context, { request, what: isTrial ? null : 'redirect', broken: found });
  const publication = isTrial ? null : await database.write((tx) => setAll(tx, { ...setting, broken }));
  if (publication !== null) context.publicationCommitted(publication);
  return {
    publication,
    refusals: setting.lines.map(({ refusal }) => refusal),
    brokenLinks: await describeLinks(database.db, { links: cutLinks(broken), actor, model }),
  };
}

/** Of several on one path, nobody can tell which is meant. */
function linesOf(context: AuthoringContext, redirects: readonly PublishedRedirect[]): Line[] {
  const seen = new Set<string>();
  return redirects.map((redirect): Line => {
    try {
      const wanted = checkRedirect(context, redirect);
      requireRedirectablePath(context, wanted.path);
      if (seen.has(wanted.path)) throw namedTwice(wanted.path);
      seen.add(wanted.path);
      return { wanted, refusal: null };
    } catch (error) {
      return { wanted: null, refusal: refusalOf(error) };
    }
  });
}

function namedTwice(path: string): AppError {
  const message = `${path} stands in an earlier one already: leave one of them.`;
  return new AppError('invalid-input', 'The redirect was not set.', { issues: [{ path: 'path', message }] });
}

function refusalOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

/** What cannot be set is found out before anything is: by the database, and by the pages that would hide a redirect. */
async function proveLines(setting: Setting): Promise<DeadLink[] | null> {
  const { context, lines } = setting;
  for (;;) {
    const changes = await changesTried(context, (tx) => setAll(tx, { ...setting, broken: [] }));
    if (changes.length === 0 || context.prove === undefined) return null;
    try {
      return await context.prove(changes);
    } catch (error) {
      if (!refuseHidden(lines, refusalOf(error))) throw error;
    }
  }
}

/** Whether one of them is why nothing could be proven. */
function refuseHidden(lines: readonly Line[], refusal: AppError): boolean {
  const { hidden = [] } = (refusal.details.extra ?? {}) as { hidden?: readonly Hidden[] };
  const messages = new Map(hidden.map(({ message, path }) => [path, message]));
  const refused = lines.filter(
    ({ refusal: before, wanted }) => before === null && messages.has(wanted?.path ?? ''),
  );
  for (const line of refused) {
    const path = line.wanted?.path ?? '';
    line.refusal = new AppError(refusal.code, messages.get(path) ?? refusal.message, { extra: { path } });
  }
  return refused.length > 0;
}

type Hidden = { path: string; message: string };

async function setAll(
  tx: Transaction<Tables>,
  { broken, context, lines, request }: Setting & { broken: readonly DeadLink[] },
): Promise<LogPosition | null> {
  const { actor, correlationId } = request;
  await lockPublicationLog(tx);
  const at = context.now().toISOString();
  const items: NewPublicationItem[] = [];
  for (const line of lines) {
    const { refusal, wanted } = line;
    if (refusal !== null || wanted === null) continue;
    try {
      const reader = { actor, model: context.model };
      if (wanted.to?.kind === 'entry') await findEntry(tx, { ...reader, id: wanted.to.entryId });
      items.push(...(await placeRedirect(tx, wanted, { ...reader, createdAt: at })));
    } catch (error) {
      line.refusal = refusalOf(error);
    }
  }
  const changed = onePerPath(items);
  if (changed.length === 0) return null;
  const made = { actorId: actor.userId, correlationId, committedAt: at };
  const publication = await appendPublication(tx, { ...made, items: changed });
  const redirects = changed.flatMap((item) => (item.kind === 'redirect' ? [item.redirect] : []));
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'redirect.set',
    subject: `publication:${publication.seq}`,
    correlationId,
    details: { count: redirects.length, redirects, ...brokenDetails(broken) },
  });
  return publication;
}
