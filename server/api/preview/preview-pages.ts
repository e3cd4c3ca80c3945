import type { Context } from 'koa';
import { draftsFingerprint, previewChanges } from '../../authoring/preview-changes.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { isPreviewPagePath, isWithin, PREVIEW_PAGE_PATHS } from '../../server-paths.ts';
import type { ApiServices } from '../api-deps.ts';
import { answerLink, tellReader } from './answer-link.ts';
import { endOfDetour } from './site-links.ts';
import { allowFraming, isPreviewHost, letFollow, setPreviewHeaders } from './preview-origin.ts';
import { openTicket, readOpenTicket, renewedTicket, type OpenedTicket } from './open-ticket.ts';
import { PREVIEW_SCRIPT } from './preview-script.ts';
import { scriptOfProblem } from './problem-script.ts';
import type { Watched } from './preview-watch.ts';
import { answerWith, renderShown, shownFile } from './show-page.ts';
import type { ShownPage } from './shown-page.ts';
import { isTicketOfLink } from './ticket.ts';

export type PreviewPages = {
  /** Answers what is below `/preview` for whoever has the address; false for everything else. */
  answer(ctx: Context): Promise<boolean>;
};

/**
 * No route of the API: what comes here has no session, answers with whatever the site is made of, and is asked by browsers in the name of
 * nobody.
 */
export function createPreviewPages(deps: ApiServices): PreviewPages {
  const { links, live, pages, script } = PREVIEW_PAGE_PATHS;
  return {
    answer: async (ctx) => {
      if (!isPreviewPagePath(ctx.path)) return false;
      if (!isPreviewHost(ctx, deps.config)) throw notHere();
      allowFraming(ctx, deps.config);
      // On an origin of their own they could keep the site's scripts running in all previews to come.
      if (ctx.get('Service-Worker') !== '') throw notHere();
      if (isWithin(ctx.path, links) && ctx.method === 'POST') {
        await answerLink(ctx, deps);
        return true;
      }
      if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
        ctx.set('Allow', 'GET, HEAD');
        throw new AppError('method-not-allowed', 'Previews are read with GET or HEAD.');
      }
      if (ctx.path === script) answerWithScript(ctx, deps);
      else if (isWithin(ctx.path, pages)) await answerPageOrTell(ctx, deps);
      else if (isWithin(ctx.path, links)) await answerLink(ctx, deps);
      else if (isWithin(ctx.path, live)) await answerLive(ctx, deps);
      else throw notHere();
      return true;
    },
  };
}

function answerWithScript(ctx: Context, { config }: ApiServices): void {
  setPreviewHeaders(ctx, config);
  ctx.remove('Content-Security-Policy');
  ctx.set('Cache-Control', 'no-cache');
  ctx.set('Content-Type', 'text/javascript; charset=utf-8');
  ctx.body = PREVIEW_SCRIPT;
}

/** Who has come by a link is told nothing of templates, nor of places for those who have an account. */
async function answerPageOrTell(ctx: Context, deps: ApiServices): Promise<void> {
  try {
    await answerPage(ctx, deps);
  } catch (error) {
    const [ticket = ''] = ctx.path.slice(PREVIEW_PAGE_PATHS.pages.length + 1).split('/');
    const notice = isTicketOfLink(ticket) && error instanceof AppError ? NOTICES[error.code] : undefined;
    const script = await scriptOfProblem(deps, { error, ticket });
    letFollow(ctx, deps.config, script);
    if (notice === undefined) throw error;
    tellReader(ctx, deps, notice);
  }
}

const NOTICES: Partial<Record<ErrorCode, Parameters<typeof tellReader>[2]>> = {
  'preview-ended': { status: 410, notice: { kind: 'ended' } },
  'preview-locked': { status: 401, notice: { kind: 'locked' } },
  'path-reserved': { status: 409, notice: { kind: 'failed' } },
  'path-taken': { status: 409, notice: { kind: 'failed' } },
  'template-failed': { status: 422, notice: { kind: 'failed' } },
};

async function answerPage(ctx: Context, deps: ApiServices): Promise<void> {
  const [ticketText = '', ...segments] = ctx.path.slice(PREVIEW_PAGE_PATHS.pages.length + 1).split('/');
  const ticket = decodePath(ticketText);
  const opened = await openTicket(ctx, deps, ticket);
  const renewed = renewedTicket(ctx, deps, opened);
  if (renewed !== null)
    return redirectInside(ctx, { ticket: renewed, leadsTo: `/${segments.join('/')}${ctx.search}` });
  // Relative links go by the address.
  if (segments.length === 0) return redirectInside(ctx, { ticket, leadsTo: `/${ctx.search}` });
  const path = `/${segments.join('/')}`;
  const leadsTo = endOfDetour(path);
  if (leadsTo !== null) return redirectInside(ctx, { ticket, leadsTo });
  const decoded = decodePath(path);
  const asset = await deps.preview.readAsset({ path: decoded });
  if (asset !== null) {
    answerWith(ctx, deps, { status: 200, ...shownFile(deps, { ...asset, path: decoded, ticket }) });
    return;
  }
  const { location, ...page } = await pageFor(deps, { ...opened, ticket, path: decoded });
  answerWith(ctx, deps, page);
  if (location !== null) ctx.set('Location', location);
}

type PageOfDrafts = Pick<OpenedTicket, 'actor' | 'drafts'> & { path: string; ticket: string };

/** One that was made ahead is good for whoever may still do the same. */
async function pageFor(deps: ApiServices, asked: PageOfDrafts): Promise<ShownPage> {
  const ready = await deps.previewWatch.readyPage(asked);
  return ready?.seenBy === seenBy(asked) ? ready.page : await renderNow(deps, asked);
}

function seenBy({ actor: { role, userId } }: Pick<PageOfDrafts, 'actor'>): string {
  return JSON.stringify([userId, role]);
}

async function renderNow(deps: ApiServices, { path, ticket, ...reading }: PageOfDrafts): Promise<ShownPage> {
  return await renderShown(deps, { path, ticket, drafts: await previewChanges(deps.authoring, reading) });
}

/** Null where nobody waits for it: who has come by a link is not the one who writes. The bytes of media can be read only once. */
function openPage(deps: ApiServices, { holder, path, ticket }: OpenedTicket & PlaceInSite): Watched['page'] {
  if (holder.kind === 'link' || path.includes('/_media/')) return null;
  return {
    path,
    ticket,
    render: async () => {
      const opened = await readOpenTicket(deps, ticket);
      return { page: await renderNow(deps, { ...opened, path, ticket }), seenBy: seenBy(opened) };
    },
  };
}

type PlaceInSite = { path: string; ticket: string };

/** Says when one of the drafts was saved. */
async function answerLive(ctx: Context, deps: ApiServices): Promise<void> {
  const ticket = decodePath(ctx.path.slice(PREVIEW_PAGE_PATHS.live.length + 1));
  const opened = await openTicket(ctx, deps, ticket);
  const { path, seen } = ctx.query;
  ctx.body = await deps.previewWatch.open({
    holder: opened.holder,
    seen: typeof seen === 'string' ? seen : undefined,
    page: typeof path === 'string' ? openPage(deps, { ...opened, path, ticket }) : null,
    look: async (once) => {
      try {
        const { actor, drafts } = await readOpenTicket(deps, ticket);
        const key = seenBy({ actor }) + JSON.stringify(drafts);
        return await once(key, () => draftsFingerprint(deps.authoring, { actor, drafts }));
      } catch (error) {
        if (error instanceof AppError && ENDS.has(error.code)) return null;
        throw error;
      }
    },
  });
  setPreviewHeaders(ctx, deps.config);
  ctx.set('Content-Type', 'text/event-stream');
  ctx.set('Access-Control-Allow-Origin', '*');
  // Neither nginx nor anything else on the way is to keep events until there are many, or to compress them.
  ctx.set('X-Accel-Buffering', 'no');
  ctx.set('Cache-Control', 'no-store, no-transform');
}

const ENDS: ReadonlySet<string> = new Set([
  'preview-ended',
  'bundle-not-found',
  'entry-not-found',
  'taken-down',
  'version-not-found',
]);

const NOWHERE = 'http://site.invalid';

/** Only ever to a path below the same ticket. */
function redirectInside(ctx: Context, { leadsTo, ticket }: { leadsTo: string; ticket: string }): void {
  const url = leadsTo.startsWith('/') ? URL.parse(leadsTo, NOWHERE) : null;
  if (url?.origin !== NOWHERE) throw notHere();
  ctx.status = 302;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Location', `${PREVIEW_PAGE_PATHS.pages}/${ticket}${url.pathname}${url.search}${url.hash}`);
  ctx.body = '';
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw notHere();
  }
}

function notHere(): AppError {
  return new AppError('not-found', 'There is no preview at this address.');
}
