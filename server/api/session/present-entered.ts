import type { Context } from 'koa';
import type { Entered } from '../../accounts/enter.ts';
import type { SignedIn } from '../../accounts/open-session.ts';
import type { ApiServices } from '../api-deps.ts';
import { clearHalfwayCookie, setHalfwayCookie, setSessionCookie } from '../session-cookie.ts';

/** What is said where the second step is still to be taken. */
export const HALFWAY =
  'The password is right, and something else is asked for: POST /api/v1/session/second-factor takes a code, and POST /api/v1/session/second-factor/passkey-options begins with a passkey. Either wants the cookie of this answer, which is no session.';

/** The token goes into the cookie that it is for, and into no body. */
export function presentEntered(ctx: Context, services: ApiServices, entered: Entered) {
  if (entered.state !== 'halfway') return presentSession(ctx, services, entered);
  const { expiresAt, secondFactors, token } = entered;
  setHalfwayCookie(ctx, { token, expiresAt, adminUrl: services.config.adminUrl });
  return { isHalfway: true as const, body: { secondFactors, expiresAt } };
}

/** Who was halfway in, in this browser, is not any more. */
export function presentSignedIn(ctx: Context, services: ApiServices, signedIn: SignedIn) {
  clearHalfwayCookie(ctx, { adminUrl: services.config.adminUrl });
  return presentSession(ctx, services, signedIn);
}

function presentSession(ctx: Context, { config }: ApiServices, { expiresAt, token, user }: SignedIn) {
  setSessionCookie(ctx, { token, expiresAt, adminUrl: config.adminUrl });
  return { body: { user, expiresAt }, location: '/api/v1/session' };
}
