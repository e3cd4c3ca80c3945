import type { Context } from 'koa';
import type { Client } from '../accounts/open-session.ts';

/** Where a request comes from, as far as the proxies in front are trusted. */
export function clientOf(ctx: Context): Client {
  const userAgent = ctx.get('User-Agent');
  return { address: ctx.ip === '' ? null : ctx.ip, userAgent: userAgent === '' ? null : userAgent };
}
