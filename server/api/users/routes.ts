import { accountListSchema, accountSchema } from '../../../model/api/account.ts';
import { endedSessionsSchema } from '../../../model/api/profile.ts';
import { activateUser } from '../../accounts/activate-user.ts';
import { changeRole } from '../../accounts/change-role.ts';
import { deactivateUser } from '../../accounts/deactivate-user.ts';
import { endSessionsOf } from '../../accounts/end-sessions.ts';
import { resetSecondFactors } from '../../accounts/reset-second-factors.ts';
import { listUsers } from '../../accounts/list-users.ts';
import { readUser } from '../../accounts/read-user.ts';
import { callerOf } from '../caller.ts';
import { clientOf } from '../client.ts';
import { cookieRoute, noInput, sessionRoute, type Route } from '../route.ts';
import { changeRoleInput, userInput } from './schema.ts';

const PATH = '/api/v1/users';
const TAG = 'Users';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listUsers',
  tag: TAG,
  summary: 'List the people who have an account',
  input: noInput,
  success: { status: 200, description: 'All of them, by e-mail address.', schema: accountListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session }) => ({
    body: { users: await listUsers(deps.database, callerOf(ctx, session)) },
  }),
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id`,
  operationId: 'readUser',
  tag: TAG,
  summary: 'Read an account',
  input: userInput,
  success: { status: 200, description: 'The account.', schema: accountSchema },
  errors: ['not-allowed', 'user-not-found'],
  handle: async ({ ctx, deps, session, input }) => ({
    body: await readUser(deps.database, { ...callerOf(ctx, session), ...input.params }),
  }),
});

const setRole = cookieRoute({
  method: 'PUT',
  path: `${PATH}/:id/role`,
  operationId: 'changeRole',
  tag: TAG,
  summary: 'Give somebody another role',
  description:
    'It holds from their next request on. Nobody gives, or takes, a role that allows more than their own.',
  input: changeRoleInput,
  success: { status: 200, description: 'The account as it is now.', schema: accountSchema },
  errors: ['last-owner', 'not-allowed', 'user-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const change = { ...callerOf(ctx, session), ...input.params, ...input.body, now: deps.authoring.now() };
    return { body: await changeRole(deps.database, change) };
  },
});

const deactivate = cookieRoute({
  method: 'POST',
  path: `${PATH}/:id/deactivate`,
  operationId: 'deactivateUser',
  tag: TAG,
  summary: 'Let somebody sign in no more',
  description: 'Their sessions end at once. What they wrote stays, with their name.',
  input: userInput,
  success: { status: 200, description: 'The account as it is now.', schema: accountSchema },
  errors: ['last-owner', 'not-allowed', 'user-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const change = { ...callerOf(ctx, session), ...input.params, now: deps.authoring.now() };
    return { body: await deactivateUser(deps.database, change) };
  },
});

const activate = cookieRoute({
  method: 'POST',
  path: `${PATH}/:id/activate`,
  operationId: 'activateUser',
  tag: TAG,
  summary: 'Let somebody sign in again',
  input: userInput,
  success: { status: 200, description: 'The account as it is now.', schema: accountSchema },
  errors: ['not-allowed', 'user-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const change = { ...callerOf(ctx, session), ...input.params, now: deps.authoring.now() };
    return { body: await activateUser(deps.database, change) };
  },
});

const endSessions = cookieRoute({
  method: 'DELETE',
  path: `${PATH}/:id/sessions`,
  operationId: 'endSessionsOfUser',
  tag: TAG,
  summary: 'Sign somebody out everywhere',
  description: 'They may sign in again.',
  input: userInput,
  success: { status: 200, description: 'They are signed out.', schema: endedSessionsSchema },
  errors: ['not-allowed', 'user-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const change = { ...callerOf(ctx, session), ...input.params, now: deps.authoring.now() };
    return { body: { ended: await endSessionsOf(deps.database, change) } };
  },
});

const resetFactors = cookieRoute({
  method: 'DELETE',
  path: `${PATH}/:id/second-factors`,
  operationId: 'resetSecondFactorsOfUser',
  tag: TAG,
  summary: 'Take away the second factor of somebody who has lost it',
  description:
    'They are signed out, get a mail, and sign in by their password alone until they set up another one. Nobody does it for themselves.',
  input: userInput,
  success: { status: 200, description: 'There is none any more.', schema: endedSessionsSchema },
  errors: ['not-allowed', 'user-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const reset = { ...callerOf(ctx, session), ...input.params, now: deps.authoring.now() };
    const place = { client: clientOf(ctx), mailing: deps.mailing };
    const { sessions } = await resetSecondFactors(deps.database, { ...reset, ...place });
    return { body: { ended: sessions } };
  },
});

export const userRoutes: readonly Route[] = [
  list,
  read,
  setRole,
  deactivate,
  activate,
  endSessions,
  resetFactors,
];
