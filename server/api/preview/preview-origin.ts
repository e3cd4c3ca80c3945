import type { Context } from 'koa';
import type { Config } from '../../config.ts';
import { PREVIEW_PAGE_PATHS, SERVER_PATHS } from '../../server-paths.ts';
import type { PreviewPlace } from './site-links.ts';

type PreviewConfig = Pick<Config, 'adminUrl' | 'previewOrigin' | 'siteUrl'>;

/** Where previews are served: on an origin of their own where there is one, and beside the admin where not. */
export function previewOriginOf({ adminUrl, previewOrigin }: Omit<PreviewConfig, 'siteUrl'>): string {
  return previewOrigin ?? new URL(adminUrl).origin;
}

export function previewPlace(config: PreviewConfig, ticket: string): PreviewPlace {
  return {
    siteUrl: config.siteUrl,
    origin: previewOriginOf(config),
    prefix: `${PREVIEW_PAGE_PATHS.pages}/${ticket}`,
  };
}

/** The address of a page in a preview: of another origin where previews have their own, and a path where not. */
export function previewAddress(
  config: PreviewConfig,
  { path, ticket }: { path: string; ticket: string },
): string {
  const { prefix } = previewPlace(config, ticket);
  return `${config.previewOrigin ?? ''}${prefix}${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Where previews have an origin of their own, there is none of them elsewhere. */
export function isPreviewHost(ctx: Context, { previewOrigin }: Pick<Config, 'previewOrigin'>): boolean {
  return previewOrigin === null || new URL(previewOrigin).host === ctx.host.toLowerCase();
}

/**
 * The scripts of the site run in a preview as nobody. Where it is served beside the admin, that is by the sandbox: the page has no origin, and so neither
 * cookies nor anything that an editor could read. On an origin of its own it may have that, and no session ever comes there. Nobody frames it but
 * the admin.
 */
export function setPreviewHeaders(ctx: Context, config: PreviewConfig): void {
  const rights = config.previewOrigin === null ? SANDBOX : `${SANDBOX} allow-same-origin`;
  ctx.set('Content-Security-Policy', `sandbox ${rights}; frame-ancestors ${framers(config)}`);
  ctx.remove('X-Frame-Options');
  ctx.set('X-Robots-Tag', 'noindex, nofollow');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('Cache-Control', 'no-store');
}

/** Links to elsewhere open in a window that the site's scripts have no hold on. */
const SANDBOX = 'allow-scripts allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox';

export function framers({ adminUrl }: Pick<Config, 'adminUrl'>): string {
  return new URL(adminUrl).origin;
}

/** For the page that says why there is no preview. */
export function allowFraming(ctx: Context, config: PreviewConfig): void {
  ctx.remove('X-Frame-Options');
  ctx.state['preview'] = { framers: framers(config), adminUrl: config.adminUrl };
}

/** For the page that says why there is none for now: the one that is open, which may be of no origin, has to hear of it. */
export function letFollow(ctx: Context, config: PreviewConfig, script: string): void {
  ctx.set('Access-Control-Allow-Origin', '*');
  const framed = framedProblemOf(ctx);
  ctx.state['preview'] = { ...framed, script, origin: previewOriginOf(config) };
}

export type FramedProblem = {
  framers: string;
  adminUrl: string;
  /** The element that follows the drafts, and where it comes from; empty where nothing is followed. */
  script: string;
  origin: string;
};

export function framedProblemOf(ctx: Context): FramedProblem {
  const framed: unknown = ctx.state['preview'];
  const known = typeof framed === 'object' && framed !== null ? (framed as Partial<FramedProblem>) : {};
  const { adminUrl = SERVER_PATHS.admin, origin = '', script = '' } = known;
  return { framers: known.framers ?? "'none'", adminUrl, script, origin };
}
