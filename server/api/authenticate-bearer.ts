import type { Context } from 'koa';
import type { Scope } from '../accounts/api-token.ts';
import { authenticateToken } from '../accounts/authenticate-token.ts';
import { AppError } from '../errors.ts';
import type { ApiServices } from './api-deps.ts';
import type { Session } from './authenticate.ts';
import type { Route } from './route.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

const BEARER = /^Bearer(?: +(.*))?$/i;

/** What a program sends in place of a cookie; null where it sends nothing of the kind. */
export function readBearer(ctx: Context): string | null {
  const found = BEARER.exec(ctx.get('Authorization'));
  return found === null ? null : (found[1] ?? '').trim();
}

type Order = { deps: ApiServices; route: Route; token: string };

/**
 * A token opens what its owner may do, within its scopes, and nothing that concerns accounts: whoever finds one must not be able to make another, nor to
 * take the account over.
 */
export async function authenticateBearer(ctx: Context, { deps, route, token }: Order): Promise<Session> {
  refuseCookie(ctx);
  const found = await authenticateToken(deps.database, { token, now: deps.authoring.now() });
  if (found === null) {
    ctx.set('WWW-Authenticate', 'Bearer error="invalid_token"');
    throw new AppError(
      'not-signed-in',
      'The API token is unknown, has expired or was deleted, or its owner has been deactivated. GET /api/v1/tokens lists yours.',
    );
  }
  if (route.access === 'cookie') {
    throw new AppError(
      'token-not-allowed',
      'This address is for people who have signed in, and opens to no API token. Sign in with POST /api/v1/session and send the cookie.',
    );
  }
  const needed: Scope = route.method === 'GET' ? 'read' : 'write';
  if (!found.scopes.includes(needed)) {
    ctx.set('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${needed}"`);
    throw new AppError(
      'token-not-allowed',
      `The API token has no scope "${needed}", which this needs. Make another one with POST /api/v1/tokens.`,
    );
  }
  return { user: found.user, actor: found.actor, mustEnrol: found.mustEnrol };
}

/** Of two answers to who asks, neither is taken. */
function refuseCookie(ctx: Context): void {
  if (ctx.cookies.get(SESSION_COOKIE, { signed: false }) === undefined) return;
  throw new AppError(
    'two-credentials',
    'The request carries both the cookie of a session and an API token; nothing was done. Send one of them.',
  );
}
