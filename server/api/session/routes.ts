import { sessionSchema } from '../../../model/api/account.ts';
import { signIn } from '../../accounts/sign-in.ts';
import { signOut } from '../../accounts/sign-out.ts';
import { clientOf } from '../client.ts';
import { correlationIdOf } from '../problem.ts';
import { cookieRoute, noInput, publicRoute, type Route } from '../route.ts';
import { clearSessionCookie, setSessionCookie } from '../session-cookie.ts';
import { signInInput } from './schema.ts';

const PATH = '/api/v1/session';
const TAG = 'Session';

const open = publicRoute({
  method: 'POST',
  path: PATH,
  operationId: 'signIn',
  tag: TAG,
  summary: 'Sign in',
  description:
    'With curl, keep the cookie in a file: `curl -c cookies.txt …` here, and `curl -b cookies.txt …` afterwards.',
  input: signInInput,
  success: {
    status: 201,
    description: 'Signed in.',
    schema: sessionSchema,
    headers: ['Set-Cookie', 'Location'],
  },
  errors: ['wrong-credentials', 'too-many-attempts'],
  handle: async ({ ctx, deps, input }) => {
    const { token, ...session } = await signIn(deps.database, {
      ...input.body,
      client: clientOf(ctx),
      guard: deps.passwordGuard,
      mailing: deps.mailing,
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    });
    setSessionCookie(ctx, { token, expiresAt: session.expiresAt, adminUrl: deps.config.adminUrl });
    return { body: session, location: PATH };
  },
});

const read = cookieRoute({
  method: 'GET',
  path: PATH,
  operationId: 'readSession',
  tag: TAG,
  summary: 'Who is signed in',
  input: noInput,
  success: { status: 200, description: 'The session of this request.', schema: sessionSchema },
  errors: [],
  handle: async ({ session: { user, expiresAt } }) => ({ body: { user, expiresAt } }),
});

const close = cookieRoute({
  method: 'DELETE',
  path: PATH,
  operationId: 'signOut',
  tag: TAG,
  summary: 'Sign out',
  input: noInput,
  success: { status: 204, description: 'Signed out, for every copy of the cookie.', headers: ['Set-Cookie'] },
  errors: [],
  handle: async ({ ctx, deps, session: { token } }) => {
    await signOut(deps.database, { token });
    clearSessionCookie(ctx, deps.config);
    return {};
  },
});

export const sessionRoutes: readonly Route[] = [open, read, close];
