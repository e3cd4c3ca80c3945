import type { Context } from 'koa';
import { HttpMethodEnum, koaBody } from 'koa-body';
import { openPreviewLink, type OpenedLink } from '../../authoring/open-preview-link.ts';
import { previewChanges } from '../../authoring/preview-changes.ts';
import { AppError } from '../../errors.ts';
import type { ApiServices } from '../api-deps.ts';
import { clientOf } from '../client.ts';
import { refuseCrossSite } from '../cross-site.ts';
import { LINK_LANGUAGES, linkPage, linkPagePolicy, type LinkLanguage, type LinkNotice } from './link-page.ts';
import { tokenInAddress } from './link-token.ts';
import { setPasswordCookie } from './password-cookie.ts';
import { framedProblemOf, framers, previewAddress, setPreviewHeaders } from './preview-origin.ts';
import { writeTicket } from './ticket.ts';

/** A working day. Each request asks anew whether the link is still open. */
const LINK_TICKET_LIFETIME_MS = 12 * 60 * 60_000;
/** A password, and the name of its field. */
const FORM_LIMIT_BYTES = 4_096;

const readForm = koaBody({
  urlencoded: true,
  formLimit: FORM_LIMIT_BYTES,
  text: false,
  json: false,
  multipart: false,
  parsedMethods: [HttpMethodEnum.POST],
});

/** A link for people without an account: leads to the page of its entry, or asks for the password. */
export async function answerLink(ctx: Context, deps: ApiServices): Promise<void> {
  const token = tokenInAddress(deps, ctx.path);
  const password = ctx.method === 'POST' ? await passwordIn(ctx, deps) : null;
  const guard = deps.previewLinkGuard;
  const { address } = clientOf(ctx);
  try {
    const opened =
      token === null
        ? ({ kind: 'ended' } as const)
        : await openPreviewLink(deps.authoring, {
            token,
            password,
            address,
            guard,
            isSeen: ctx.method !== 'HEAD',
          });
    if (opened.kind === 'open') await leadOn(ctx, deps, opened);
    else if (opened.kind === 'ended') tellReader(ctx, deps, { status: 410, notice: { kind: 'ended' } });
    else {
      const { isWrong } = opened;
      tellReader(ctx, deps, { status: isWrong ? 401 : 200, notice: { kind: 'password', isWrong } });
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'too-many-attempts') throw error;
    const seconds = error.details.retryAfterSeconds ?? 60;
    ctx.set('Retry-After', String(seconds));
    tellReader(ctx, deps, { status: 429, notice: { kind: 'wait', minutes: Math.ceil(seconds / 60) } });
  }
}

type Opened = Extract<OpenedLink, { kind: 'open' }>;

async function leadOn(
  ctx: Context,
  deps: ApiServices,
  { entryId, expiresAt, hasPassword, id, versionId }: Opened,
): Promise<void> {
  const drafts = [{ entryId, versionId }];
  const now = deps.authoring.now();
  const ends = new Date(Math.min(Date.parse(expiresAt), now.getTime() + LINK_TICKET_LIFETIME_MS));
  const lockedSince = hasPassword ? now : null;
  const ticket = writeTicket(
    { holder: { kind: 'link', id }, drafts, expiresAt: ends, lockedSince },
    deps.keys,
  );
  if (hasPassword) setPasswordCookie(ctx, deps, { linkId: id, expiresAt: ends });
  const shown = await previewChanges(deps.authoring, { actor: OF_THE_LINK, drafts });
  ctx.status = 303;
  ctx.set('Location', previewAddress(deps.config, { ticket, path: shown.path ?? '/' }));
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('X-Robots-Tag', 'noindex, nofollow');
  ctx.body = '';
}

/** That the link may show it has just been found out. */
const OF_THE_LINK = { userId: null, role: 'system' } as const;

async function passwordIn(ctx: Context, { config }: ApiServices): Promise<string> {
  refuseCrossSite(ctx, config.previewOrigin ?? config.adminUrl);
  if (ctx.is('application/x-www-form-urlencoded') === false) throw notTheForm();
  try {
    await readForm(ctx, async () => {});
  } catch (cause) {
    if (!(cause instanceof Error && 'status' in cause)) throw cause;
    if (cause.status !== 413) throw notTheForm();
    throw new AppError(
      'body-too-large',
      'No password is as long as this. Send it from the form of this page.',
      {
        cause,
      },
    );
  }
  const body: unknown = ctx.request.body;
  const given = typeof body === 'object' && body !== null ? Reflect.get(body, 'password') : undefined;
  return typeof given === 'string' ? given : '';
}

function notTheForm(): AppError {
  return new AppError('unsupported-media-type', 'The password comes from the form of this page.');
}

/** In words for people without an account. */
export function tellReader(
  ctx: Context,
  { config }: ApiServices,
  { notice, status }: { notice: LinkNotice; status: number },
): void {
  const asked = ctx.acceptsLanguages(...LINK_LANGUAGES);
  const language: LinkLanguage = LINK_LANGUAGES.find((known) => known === asked) ?? 'en';
  ctx.vary('Accept-Language');
  ctx.status = status;
  const { origin, script } = framedProblemOf(ctx);
  ctx.body = linkPage(notice, { language, script });
  ctx.set('Content-Type', 'text/html; charset=utf-8');
  setPreviewHeaders(ctx, config);
  ctx.set(
    'Content-Security-Policy',
    linkPagePolicy({ framers: framers(config), origin, hasScript: script !== '' }),
  );
  // A form that is sent without it says that it comes from nowhere.
  ctx.set('Referrer-Policy', 'same-origin');
}
