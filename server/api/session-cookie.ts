import type { Context } from 'koa';

export const SESSION_COOKIE = 'stillpress_session';

/** How far a sign-in has come: it goes nowhere but where it is finished. */
const HALFWAY_COOKIE = 'stillpress_sign_in';
const HALFWAY_PATH = '/api/v1/session';

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
  setCookie(ctx, { ...OF_SESSION, adminUrl, value: token, expires: new Date(expiresAt) });
}

export function clearSessionCookie(ctx: Context, { adminUrl }: { adminUrl: string }): void {
  setCookie(ctx, { ...OF_SESSION, adminUrl, value: null, expires: new Date(0) });
}

export function readHalfwayCookie(ctx: Context): string | null {
  const token = ctx.cookies.get(HALFWAY_COOKIE, { signed: true });
  ctx.remove('Set-Cookie');
  return token ?? null;
}

export function setHalfwayCookie(
  ctx: Context,
  { adminUrl, token, expiresAt }: SessionCookie & { adminUrl: string },
): void {
  setCookie(ctx, { ...OF_HALFWAY, adminUrl, value: token, expires: new Date(expiresAt) });
}

export function clearHalfwayCookie(ctx: Context, { adminUrl }: { adminUrl: string }): void {
  setCookie(ctx, { ...OF_HALFWAY, adminUrl, value: null, expires: new Date(0) });
}

const OF_SESSION = { name: SESSION_COOKIE, path: '/', sameSite: 'lax' } as const;
const OF_HALFWAY = { name: HALFWAY_COOKIE, path: HALFWAY_PATH, sameSite: 'strict' } as const;

type Cookie = {
  name: string;
  path: string;
  sameSite: 'lax' | 'strict';
  adminUrl: string;
  value: string | null;
  expires: Date;
};

function setCookie(ctx: Context, { adminUrl, name, value, ...attributes }: Cookie): void {
  const secure = ctx.secure || adminUrl.startsWith('https:');
  // The library refuses a secure cookie on a connection without TLS, which may be that of a proxy nobody told us of.
  ctx.cookies.secure = secure;
  ctx.cookies.set(name, value, { signed: true, httpOnly: true, secure, ...attributes });
}
