import type { CookieSession } from '../authenticate.ts';
import { clientOf } from '../client.ts';
import { correlationIdOf } from '../problem.ts';
import type { Call } from '../route.ts';

/** Who asks, by which session, and what passwords and codes are looked at with. */
export function ownCall({ ctx, deps, session }: Call & { session: CookieSession }) {
  return {
    userId: session.user.id,
    token: session.token,
    client: clientOf(ctx),
    guard: deps.passwordGuard,
    codeGuard: deps.codeGuard,
    mailing: deps.mailing,
    now: deps.authoring.now(),
    correlationId: correlationIdOf(ctx),
  };
}
