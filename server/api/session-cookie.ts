import type { Context } from 'koa';

export const SESSION_COOKIE = 'stillpress_session';

/**
 * The token, if one of our keys has signed it. With `isStale` it was an older key: the cookie is due for a new signature. The
 * library would send that without the attributes of `setCookie`, so what it has set is taken back.
 */
export function readSessionCookie(ctx: Context): { token: string; isStale: boolean } | null {
  const token = ctx.cookies.get(SESSION_COOKIE, { signed: true });
  const isStale = ctx.res.hasHeader('Set-Cookie');
  ctx.remove('Set-Cookie');
  return token === undefined ? null : { token, isStale };
}

export type SessionCookie = { token: string; expiresAt: string };

export function setSessionCookie(
  ctx: Context,
  { adminUrl, token, expiresAt }: SessionCookie & { adminUrl: string },
): void {
  setCookie(ctx, { adminUrl, value: token, expires: new Date(expiresAt) });
}

export function clearSessionCookie(ctx: Context, { adminUrl }: { adminUrl: string }): void {
  setCookie(ctx, { adminUrl, value: null, expires: new Date(0) });
}

function setCookie(ctx: Context, cookie: { adminUrl: string; value: string | null; expires: Date }): void {
  const secure = ctx.secure || cookie.adminUrl.startsWith('https:');
  // The library refuses a secure cookie on a connection without TLS, which may be that of a proxy nobody told us of.
  ctx.cookies.secure = secure;
  ctx.cookies.set(SESSION_COOKIE, cookie.value, {
    signed: true,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure,
    expires: cookie.expires,
  });
}
