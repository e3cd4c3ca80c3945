import { sessionSchema } from '../../../model/api/account.ts';
import { passkeyRequestSchema } from '../../../model/api/passkey.ts';
import { beginPasskeySignIn } from '../../accounts/begin-passkey-sign-in.ts';
import { beginPasskeyStep } from '../../accounts/begin-passkey-step.ts';
import { finishWithPasskey } from '../../accounts/finish-with-passkey.ts';
import { signInWithPasskey } from '../../accounts/sign-in-with-passkey.ts';
import { clientOf } from '../client.ts';
import { correlationIdOf } from '../problem.ts';
import { noInput, publicRoute, type Call, type Route } from '../route.ts';
import { readHalfwayCookie } from '../session-cookie.ts';
import { presentSignedIn } from './present-entered.ts';
import { showPasskeyInput } from './schema.ts';

const PATH = '/api/v1/session';
const STEP = `${PATH}/second-factor`;
const TAG = 'Session';
const REQUEST = 'For `navigator.credentials.get`, within five minutes.';

const SIGNED_IN = {
  status: 201,
  description: 'Signed in.',
  schema: sessionSchema,
  headers: ['Set-Cookie', 'Location'],
} as const;

const beginStep = publicRoute({
  method: 'POST',
  path: `${STEP}/passkey-options`,
  operationId: 'beginPasskeyStep',
  tag: TAG,
  summary: 'Begin to show a passkey to a sign-in that waits for it',
  description: 'In the browser that has given the password.',
  input: noInput,
  success: { status: 200, description: REQUEST, schema: passkeyRequestSchema },
  errors: ['passkey-not-found', 'passkeys-unavailable', 'sign-in-not-pending'],
  handle: async ({ ctx, deps }) => ({
    body: await beginPasskeyStep(deps.database, {
      token: readHalfwayCookie(ctx),
      adminUrl: deps.config.adminUrl,
      now: deps.authoring.now(),
    }),
  }),
});

const finishStep = publicRoute({
  method: 'POST',
  path: `${STEP}/passkey`,
  operationId: 'finishSignInWithPasskey',
  tag: TAG,
  summary: 'Show the passkey that a sign-in waits for',
  description: 'In place of a code.',
  input: showPasskeyInput,
  success: SIGNED_IN,
  errors: ['challenge-not-open', 'passkeys-unavailable', 'sign-in-not-pending', 'wrong-passkey'],
  handle: async ({ ctx, deps, input }) => {
    const step = { ...input.body, ...callOf({ ctx, deps }), token: readHalfwayCookie(ctx) };
    return presentSignedIn(ctx, deps, await finishWithPasskey(deps.database, step));
  },
});

const begin = publicRoute({
  method: 'POST',
  path: `${PATH}/passkey-options`,
  operationId: 'beginPasskeySignIn',
  tag: TAG,
  summary: 'Begin to sign in with a passkey, without a password',
  description: 'The answer is the same for everybody: it says nothing about accounts.',
  input: noInput,
  success: { status: 200, description: REQUEST, schema: passkeyRequestSchema },
  errors: ['passkeys-unavailable', 'too-many-attempts'],
  handle: async ({ ctx, deps }) => ({
    body: await beginPasskeySignIn(deps.database, {
      address: clientOf(ctx).address,
      guard: deps.passkeyGuard,
      adminUrl: deps.config.adminUrl,
      now: deps.authoring.now(),
    }),
  }),
});

const finish = publicRoute({
  method: 'POST',
  path: `${PATH}/passkey`,
  operationId: 'signInWithPasskey',
  tag: TAG,
  summary: 'Sign in with a passkey',
  description:
    'It must have made sure of its holder: then it takes the place of the password and of a second factor.',
  input: showPasskeyInput,
  success: SIGNED_IN,
  errors: ['challenge-not-open', 'passkeys-unavailable', 'wrong-passkey'],
  handle: async ({ ctx, deps, input }) =>
    presentSignedIn(
      ctx,
      deps,
      await signInWithPasskey(deps.database, { ...input.body, ...callOf({ ctx, deps }) }),
    ),
});

function callOf({ ctx, deps }: Call) {
  return {
    client: clientOf(ctx),
    mailing: deps.mailing,
    now: deps.authoring.now(),
    correlationId: correlationIdOf(ctx),
  };
}

export const passkeySessionRoutes: readonly Route[] = [beginStep, finishStep, begin, finish];
