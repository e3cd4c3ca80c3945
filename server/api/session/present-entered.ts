import type { Context } from 'koa';
import type { Entered } from '../../accounts/enter.ts';
import type { SignedIn } from '../../accounts/open-session.ts';
import type { ApiServices } from '../api-deps.ts';
import { clearHalfwayCookie, setHalfwayCookie, setSessionCookie } from '../session-cookie.ts';

/** What is said where the second step is still to be taken. */
export const HALFWAY =
  'The password is right, and something else is asked for: POST /api/v1/session/second-factor takes a code, and POST /api/v1/session/second-factor/passkey-options begins with a passkey. Either wants the cookie of this answer, which is no session.';

/** The token goes into the cookie that it is for, and into no body. */
export function presentEntered(ctx: Context, { config }: ApiServices, entered: Entered) {
  const { adminUrl } = config;
  if (entered.state === 'halfway') {
    const { expiresAt, secondFactors, token } = entered;
    setHalfwayCookie(ctx, { token, expiresAt, adminUrl });
    return { isHalfway: true as const, body: { secondFactors, expiresAt } };
  }
  const { expiresAt, token, user } = entered;
  setSessionCookie(ctx, { token, expiresAt, adminUrl });
  return { body: { user, expiresAt }, location: '/api/v1/session' };
}

/** Who was halfway in, in this browser, is not any more. */
export function presentSignedIn(ctx: Context, { config }: ApiServices, { expiresAt, token, user }: SignedIn) {
  const { adminUrl } = config;
  clearHalfwayCookie(ctx, { adminUrl });
  setSessionCookie(ctx, { token, expiresAt, adminUrl });
  return { body: { user, expiresAt }, location: '/api/v1/session' };
}
