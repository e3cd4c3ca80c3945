import { signInPolicySchema } from '../../../model/api/sign-in-policy.ts';
import { changeSignInPolicy, readSignInPolicy } from '../../accounts/sign-in-policy.ts';
import { callerOf } from '../caller.ts';
import { cookieRoute, noInput, sessionRoute, type Route } from '../route.ts';
import { changeSignInPolicyInput } from './schema.ts';

const PATH = '/api/v1/sign-in-policy';
const TAG = 'Sign-in policy';

const read = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'readSignInPolicy',
  tag: TAG,
  summary: 'What is asked of whom at the sign-in',
  description: 'With how many people each role concerns.',
  input: noInput,
  success: { status: 200, description: 'The policy.', schema: signInPolicySchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session }) => ({
    body: await readSignInPolicy(deps.database, callerOf(ctx, session)),
  }),
});

const change = cookieRoute({
  method: 'PUT',
  path: PATH,
  operationId: 'changeSignInPolicy',
  tag: TAG,
  summary: 'Name the roles that must have a second factor',
  description:
    'All of them at once, those of the site by id. It holds from the next request on, in sessions that are open as well, and for API tokens. Nobody decides about a role that allows more than their own.',
  input: changeSignInPolicyInput,
  success: { status: 200, description: 'The policy as it is now.', schema: signInPolicySchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session, input }) => ({
    body: await changeSignInPolicy(deps.database, {
      ...callerOf(ctx, session),
      ...input.body,
      now: deps.authoring.now(),
    }),
  }),
});

export const signInPolicyRoutes: readonly Route[] = [read, change];
