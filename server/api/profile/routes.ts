import { endedSessionsSchema, ownSessionListSchema, profileSchema } from '../../../model/api/profile.ts';
import type { Account } from '../../accounts/account.ts';
import { changePassword } from '../../accounts/change-password.ts';
import { changeProfile } from '../../accounts/change-profile.ts';
import { endOtherSessions, endOwnSession } from '../../accounts/end-sessions.ts';
import { listOwnSessions } from '../../accounts/list-own-sessions.ts';
import { readProfile } from '../../accounts/read-profile.ts';
import { cookieRoute, noInput, sessionRoute, type Route } from '../route.ts';
import { clearSessionCookie } from '../session-cookie.ts';
import { ownCall } from './own-call.ts';
import { changePasswordInput, changeProfileInput, ownSessionInput } from './schema.ts';

const PATH = '/api/v1/profile';
const SESSIONS = `${PATH}/sessions`;
const TAG = 'Profile';

const read = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'readProfile',
  tag: TAG,
  summary: 'Your own account',
  input: noInput,
  success: { status: 200, description: 'The account.', schema: profileSchema },
  errors: [],
  handle: async ({ deps, session }) => ({
    body: shown(await readProfile(deps.database, { userId: session.user.id })),
  }),
});

const change = cookieRoute({
  method: 'PUT',
  path: PATH,
  operationId: 'changeProfile',
  tag: TAG,
  summary: 'Change your name or your e-mail address',
  description: 'Another e-mail address needs the current password.',
  input: changeProfileInput,
  hasSecrets: true,
  success: { status: 200, description: 'The account as it is now.', schema: profileSchema },
  errors: ['email-taken', 'too-many-attempts'],
  handle: async ({ input, ...call }) => ({
    body: shown(await changeProfile(call.deps.database, { ...ownCall(call), ...input.body })),
  }),
});

const setPassword = cookieRoute({
  method: 'PUT',
  path: `${PATH}/password`,
  operationId: 'changePassword',
  tag: TAG,
  summary: 'Choose another password',
  description: 'Ends your other sessions.',
  input: changePasswordInput,
  hasSecrets: true,
  success: { status: 200, description: 'It holds from now on.', schema: endedSessionsSchema },
  errors: ['too-many-attempts'],
  handle: async ({ input, ...call }) => ({
    body: { ended: await changePassword(call.deps.database, { ...ownCall(call), ...input.body }) },
  }),
});

const listSessions = cookieRoute({
  method: 'GET',
  path: SESSIONS,
  operationId: 'listOwnSessions',
  tag: TAG,
  summary: 'Where you are signed in',
  input: noInput,
  success: {
    status: 200,
    description: 'The open sessions, the one that was used last first.',
    schema: ownSessionListSchema,
  },
  errors: [],
  handle: async (call) => ({ body: { sessions: await listOwnSessions(call.deps.database, ownCall(call)) } }),
});

const endSession = cookieRoute({
  method: 'DELETE',
  path: `${SESSIONS}/:id`,
  operationId: 'endOwnSession',
  tag: TAG,
  summary: 'Sign out somewhere',
  input: ownSessionInput,
  success: { status: 204, description: 'The session has ended, for every copy of its cookie.' },
  errors: ['session-not-found'],
  handle: async ({ input, ...call }) => {
    const isCurrent = await endOwnSession(call.deps.database, { ...ownCall(call), ...input.params });
    if (isCurrent) clearSessionCookie(call.ctx, call.deps.config);
    return {};
  },
});

const endOthers = cookieRoute({
  method: 'DELETE',
  path: SESSIONS,
  operationId: 'endOtherSessions',
  tag: TAG,
  summary: 'Sign out everywhere else',
  input: noInput,
  success: { status: 200, description: 'This session alone goes on.', schema: endedSessionsSchema },
  errors: [],
  handle: async (call) => ({ body: { ended: await endOtherSessions(call.deps.database, ownCall(call)) } }),
});

function shown({ id, email, name, role, roleName, createdAt }: Account) {
  return { id, email, name, role, roleName, createdAt };
}

export const profileRoutes: readonly Route[] = [
  read,
  change,
  setPassword,
  listSessions,
  endSession,
  endOthers,
];
