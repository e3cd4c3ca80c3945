import type { Context } from 'koa';
import type { AccountUser } from '../accounts/account-user.ts';
import type { Actor } from '../accounts/actor.ts';
import { authenticate as findSession } from '../accounts/authenticate.ts';
import { AppError } from '../errors.ts';
import type { ApiServices } from './api-deps.ts';
import { readSessionCookie, setSessionCookie } from './session-cookie.ts';

/** In whose name a request is made: by somebody who is signed in, or by a program with an API token of theirs. */
export type Session = {
  user: AccountUser;
  actor: Actor;
  /** A second factor is asked of them, and they have none. */
  mustEnrol: boolean;
};

/** The session of a browser, with what is in its cookie. */
export type CookieSession = Session & { token: string; expiresAt: string };

export async function authenticate(
  ctx: Context,
  { database, config, authoring }: ApiServices,
): Promise<CookieSession> {
  const cookie = readSessionCookie(ctx);
  const found = cookie && (await findSession(database, { token: cookie.token, now: authoring.now() }));
  if (cookie === null || found === null) {
    throw new AppError(
      'not-signed-in',
      'This address is for people who have signed in, and the request carries no session that is still open. Sign in with POST /api/v1/session, or send an API token.',
    );
  }
  const session = { ...found, token: cookie.token };
  if (cookie.isStale) setSessionCookie(ctx, { ...session, adminUrl: config.adminUrl });
  return session;
}
