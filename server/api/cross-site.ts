import type { Context } from 'koa';
import { AppError } from '../errors.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser says where a request comes from, and no page can make it lie: what could change something must come from this
 * origin or from the admin's. Programs other than browsers send neither header, and hold no cookie that a page could use.
 */
export function refuseCrossSite(ctx: Context, adminUrl: string): void {
  if (SAFE_METHODS.has(ctx.method) || isFromHere(ctx, adminUrl)) return;
  throw new AppError(
    'cross-site-request',
    'A page of another site sent this request, so nothing was done. If you run this server, check that ADMIN_URL is the address that your browser shows.',
  );
}

function isFromHere(ctx: Context, adminUrl: string): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  const origin = ctx.get('Origin');
  if (site === 'cross-site') return false;
  if (origin === '') return site === '' || site === 'same-origin' || site === 'none';
  return (
    origin === new URL(adminUrl).origin ||
    origin.toLowerCase() === `${ctx.protocol}://${ctx.host}`.toLowerCase()
  );
}
