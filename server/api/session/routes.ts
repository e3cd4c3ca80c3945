import { currentSessionSchema, sessionSchema } from '../../../model/api/account.ts';
import { halfwaySchema } from '../../../model/api/second-factor.ts';
import { entryGrantsOf, siteActionsOf } from '../../accounts/can.ts';
import { finishSignIn } from '../../accounts/finish-sign-in.ts';
import { signIn } from '../../accounts/sign-in.ts';
import { signOut } from '../../accounts/sign-out.ts';
import { clientOf } from '../client.ts';
import { correlationIdOf } from '../problem.ts';
import { cookieRoute, noInput, publicRoute, type Route } from '../route.ts';
import { clearSessionCookie, readHalfwayCookie } from '../session-cookie.ts';
import { HALFWAY, presentEntered, presentSignedIn } from './present-entered.ts';
import { finishSignInInput, signInInput } from './schema.ts';

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
    halfway: { description: HALFWAY, schema: halfwaySchema },
  },
  errors: ['wrong-credentials', 'too-many-attempts'],
  handle: async ({ ctx, deps, input }) => {
    const entered = await signIn(deps.database, {
      ...input.body,
      client: clientOf(ctx),
      guard: deps.passwordGuard,
      mailing: deps.mailing,
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    });
    return presentEntered(ctx, deps, entered);
  },
});

const finish = publicRoute({
  method: 'POST',
  path: `${PATH}/second-factor`,
  operationId: 'finishSignIn',
  tag: TAG,
  summary: 'Give the code that a sign-in waits for',
  description:
    'In the browser that has given the password, within ten minutes. It is a code of the app, or a recovery code; each is good once.',
  input: finishSignInInput,
  success: {
    status: 201,
    description: 'Signed in.',
    schema: sessionSchema,
    headers: ['Set-Cookie', 'Location'],
  },
  errors: ['sign-in-not-pending', 'too-many-attempts', 'wrong-code'],
  handle: async ({ ctx, deps, input }) => {
    const signedIn = await finishSignIn(deps.database, {
      ...input.body,
      token: readHalfwayCookie(ctx),
      client: clientOf(ctx),
      guard: deps.codeGuard,
      mailing: deps.mailing,
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    });
    return presentSignedIn(ctx, deps, signedIn);
  },
});

const read = cookieRoute({
  method: 'GET',
  path: PATH,
  operationId: 'readSession',
  isForEnrolling: true,
  tag: TAG,
  summary: 'Who is signed in',
  input: noInput,
  success: { status: 200, description: 'The session of this request.', schema: currentSessionSchema },
  errors: [],
  handle: async ({ deps, session: { actor, expiresAt, mustEnrol, user } }) => ({
    body: {
      user,
      expiresAt,
      mustEnrol,
      siteUrl: deps.config.siteUrl,
      environment: deps.config.appEnv,
      directUploads: deps.config.mediaDirectUploads,
      siteActions: siteActionsOf(actor),
      entryGrants: entryGrantsOf(actor),
    },
  }),
});

const close = cookieRoute({
  method: 'DELETE',
  path: PATH,
  operationId: 'signOut',
  isForEnrolling: true,
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

export const sessionRoutes: readonly Route[] = [open, finish, read, close];
