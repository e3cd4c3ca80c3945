import type { PublicationChange, PublishedRedirect } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { AppError } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requireMayBreak } from './gate-links.ts';
import { linksRefused, type WithLinks } from './links-refused.ts';
import { changesOfLinks, type LinkOrder } from './link-order.ts';
import { asWritten, requireBroken, requireEachOnce } from './link-resolutions.ts';
import { requireLinkTargets } from './link-targets.ts';
import { pagesUnknown } from './list-broken-links.ts';
import { requirePermission } from './permission.ts';
import { changesOfBundle, type DraftToPublish } from './public-changes.ts';
import { requireRedirectablePath } from './reserved-path.ts';
import { rewriteLinks, type EntryRewrite } from './rewrite-links.ts';
import { checkRedirect } from './set-redirect.ts';

/** What a publication takes beside its entries, and the links that it leaves dead all the same. */
export type SettledLinks = {
  redirects: readonly PublishedRedirect[];
  rewrites: readonly EntryRewrite[];
  broken: readonly DeadLink[];
};

type Asked = Pick<Call, 'actor'> & {
  links?: LinkOrder | undefined;
  /** Set where it was decided before that it is published. */
  decided?: unknown;
  /** The links that it leaves dead by the plan that was made of it just now, on all pages: what the proof finds is part of that. Null: there is none. */
  planned?: readonly DeadLink[] | null;
  /** In which words it is refused; where nothing is said, as what it is. */
  what?: WithLinks | undefined;
};

export type LinksToSettle = {
  request: Asked;
  withdrawn: readonly StoredEntry[];
  published: readonly DraftToPublish[];
  at: string;
  /** Nothing comes of it now: whether it could be published is all that is asked. */
  isTrial?: boolean;
};

/**
 * Proves what is to be published, with what its author wants to become of links that it would leave dead. A publication that cannot be rendered never
 * enters the log. One that leaves links dead which are not dead now is refused, unless its author may let it, or its time was decided before; where
 * nobody can tell, there is nothing to refuse.
 */
export async function settleLinks(context: AuthoringContext, bundle: LinksToSettle): Promise<SettledLinks> {
  const { at, published, request } = bundle;
  const { actor, decided, links: asked = {}, planned = null } = request;
  const { what = published.length === 0 ? 'withdrawal' : 'publication' } = request;
  const links = asWritten(asked);
  requireMayBreak({ actor, links });
  const redirects = redirectsAsked(context, { actor, links });
  const changes = changesOfLinks(links);
  requireEachOnce(links);
  await requireLinkTargets(context, { actor, links, withdrawn: bundle.withdrawn });
  if (links.resolve !== undefined && links.resolve.length > 0)
    requireBroken(links, await prove(context, { ...bundle, redirects: [] }));
  let broken = await prove(context, { ...bundle, redirects });
  if (broken === null && changes.length > 0) throw nothingKnown(context);
  let rewrites: EntryRewrite[] = [];
  if (broken !== null && changes.length > 0) {
    rewrites = await rewriteLinks(context, { actor, at, broken, changes, published });
    const all = withRewrites(published, rewrites);
    if (rewrites.length > 0) broken = await prove(context, { ...bundle, redirects, published: all });
  }
  const left = (context.linkGate === 'off' ? null : planned) ?? broken ?? [];
  const isRefused = (context.linkGate ?? 'on') === 'on' && decided === undefined && links.anyway !== true;
  if (left.length > 0 && isRefused)
    throw await linksRefused(context, {
      actor,
      broken: left,
      published: withRewrites(published, rewrites),
      what,
    });
  return { redirects, rewrites, broken: left };
}

/** What is published and rewritten is published as it was rewritten. */
export function withRewrites(
  published: readonly DraftToPublish[],
  rewrites: readonly DraftToPublish[],
): DraftToPublish[] {
  const ids = new Set(rewrites.map(({ entry }) => entry.id));
  return [...published.filter(({ entry }) => !ids.has(entry.id)), ...rewrites];
}

function redirectsAsked(
  context: AuthoringContext,
  { actor, links: { resolve = [] } = {} }: Asked,
): PublishedRedirect[] {
  return resolve.flatMap((resolution): PublishedRedirect[] => {
    if (resolution.by !== 'redirect') return [];
    requirePermission(actor, 'redirect.publish', { kind: 'installation' });
    const redirect = checkRedirect(context, resolution);
    requireRedirectablePath(context, redirect.path);
    return [redirect];
  });
}

type Proving = LinksToSettle & { redirects: readonly PublishedRedirect[] };

/** Nothing stands in the way of a withdrawal. */
async function prove(
  context: AuthoringContext,
  { at, isTrial = false, published, redirects, withdrawn }: Proving,
): Promise<DeadLink[] | null> {
  const isWithdrawal = published.length === 0 && redirects.length === 0;
  const ask = isWithdrawal ? context.foreseeDeadLinks : context.prove;
  if (ask === undefined) return null;
  if (isWithdrawal && (isTrial || withdrawn.length === 0)) return [];
  const changes = await changesOfBundle(context, { withdrawn, drafts: published, publishedAt: at });
  return await ask([
    ...changes,
    ...redirects.map((redirect): PublicationChange => ({ kind: 'redirect', redirect })),
  ]);
}

function nothingKnown({ linkGate, pages }: AuthoringContext): AppError {
  if (linkGate === 'off')
    return new AppError('invalid-input', 'Nothing was published, since nobody looks at links here.', {
      issues: [
        {
          path: 'links.resolve',
          message:
            'With LINK_GATE=off it is not known which pages hold a link: leave "replace" and "unlink" out, or change the entries themselves first.',
        },
      ],
    });
  if (pages?.brokenLinks({ limit: 1 }) === null) return pagesUnknown();
  return new AppError(
    'not-released',
    'Which pages hold the links is not known here now, so that none of them can be changed. Nothing was published: try again in a moment, or publish without "replace" and "unlink".',
    { retryAfterSeconds: 5 },
  );
}
