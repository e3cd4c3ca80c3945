import { sessionSchema } from '../../../model/api/account.ts';
import { inviteListSchema, newInviteSchema, openInviteSchema } from '../../../model/api/invite.ts';
import { acceptInvite } from '../../accounts/accept-invite.ts';
import { createInvite } from '../../accounts/create-invite.ts';
import { listInvites } from '../../accounts/list-invites.ts';
import { readInvite } from '../../accounts/read-invite.ts';
import { withdrawInvite } from '../../accounts/withdraw-invite.ts';
import { callerOf } from '../caller.ts';
import { clientOf } from '../client.ts';
import { correlationIdOf } from '../problem.ts';
import { cookieRoute, noInput, publicRoute, sessionRoute, type Route } from '../route.ts';
import { setSessionCookie } from '../session-cookie.ts';
import { acceptInviteInput, createInviteInput, inviteTokenInput, withdrawInviteInput } from './schema.ts';

const PATH = '/api/v1/invites';
const TAG = 'Invites';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listInvites',
  tag: TAG,
  summary: 'List the invites that can be accepted',
  input: noInput,
  success: { status: 200, description: 'The newest first, without their links.', schema: inviteListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session }) => {
    const asked = { ...callerOf(ctx, session), now: deps.authoring.now() };
    return { body: { invites: await listInvites(deps.database, asked) } };
  },
});

const create = cookieRoute({
  method: 'POST',
  path: PATH,
  operationId: 'createInvite',
  tag: TAG,
  summary: 'Invite somebody',
  description:
    'A mail brings them a link that works once, for seven days; it takes the place of an older one. Where no mail server is set, the answer has the link. Nobody gives a role that allows more than their own.',
  input: createInviteInput,
  success: {
    status: 201,
    description: 'The invite, and its link unless a mail brings it.',
    schema: newInviteSchema,
  },
  errors: ['email-taken', 'not-allowed', 'too-many-requests'],
  handle: async ({ ctx, deps, session, input }) => {
    const invite = await createInvite(deps.database, {
      ...callerOf(ctx, session),
      ...input.body,
      guard: deps.mailGuard,
      mailing: deps.mailing,
      now: deps.authoring.now(),
    });
    return { body: invite, isSecret: invite.link !== null };
  },
});

const withdraw = cookieRoute({
  method: 'DELETE',
  path: `${PATH}/:invite`,
  operationId: 'withdrawInvite',
  tag: TAG,
  summary: 'Withdraw an invite',
  input: withdrawInviteInput,
  success: { status: 204, description: 'Its link works no more.' },
  errors: ['invite-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input }) => {
    const change = { ...callerOf(ctx, session), id: input.params.invite, now: deps.authoring.now() };
    await withdrawInvite(deps.database, change);
    return {};
  },
});

const read = publicRoute({
  method: 'GET',
  path: `${PATH}/:invite`,
  operationId: 'readInvite',
  tag: TAG,
  summary: 'Whom a link invites',
  description: 'Reading it does not use it up.',
  input: inviteTokenInput,
  success: { status: 200, description: 'The invite.', schema: openInviteSchema },
  errors: ['link-not-valid'],
  handle: async ({ deps, input }) => ({
    body: await readInvite(deps.database, { token: input.params.invite, now: deps.authoring.now() }),
  }),
});

const accept = publicRoute({
  method: 'POST',
  path: `${PATH}/:invite`,
  operationId: 'acceptInvite',
  tag: TAG,
  summary: 'Accept an invite',
  description: 'Uses the link up, makes the account and signs in.',
  input: acceptInviteInput,
  success: {
    status: 201,
    description: 'The account was made, and whoever was invited is signed in.',
    schema: sessionSchema,
    headers: ['Set-Cookie', 'Location'],
  },
  errors: ['email-taken', 'link-not-valid'],
  handle: async ({ ctx, deps, input }) => {
    const { token, ...session } = await acceptInvite(deps.database, {
      ...input.body,
      token: input.params.invite,
      client: clientOf(ctx),
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    });
    setSessionCookie(ctx, { token, expiresAt: session.expiresAt, adminUrl: deps.config.adminUrl });
    return { body: session, location: '/api/v1/session' };
  },
});

export const inviteRoutes: readonly Route[] = [list, create, withdraw, read, accept];
