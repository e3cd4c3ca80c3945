import { ownerLinkSchema, sessionSchema } from '../../../model/api/account.ts';
import { acceptOwnerLink } from '../../accounts/accept-owner-link.ts';
import { readOwnerLink } from '../../accounts/read-owner-link.ts';
import { clientOf } from '../client.ts';
import { correlationIdOf } from '../problem.ts';
import { publicRoute, type Route } from '../route.ts';
import { setSessionCookie } from '../session-cookie.ts';
import { acceptOwnerLinkInput, readOwnerLinkInput } from './schema.ts';

const PATH = '/api/v1/setup';
const TAG = 'Setup';

const read = publicRoute({
  method: 'GET',
  path: PATH,
  operationId: 'readOwnerLink',
  tag: TAG,
  summary: 'Whether a link to create the owner account still works',
  description: 'Reading it does not use it up.',
  input: readOwnerLinkInput,
  success: { status: 200, description: 'The state of the link.', schema: ownerLinkSchema },
  errors: [],
  handle: async ({ deps, input }) => ({
    body: await readOwnerLink(deps.database, { token: input.query.token, now: deps.authoring.now() }),
  }),
});

const accept = publicRoute({
  method: 'POST',
  path: PATH,
  operationId: 'acceptOwnerLink',
  tag: TAG,
  summary: 'Create the owner account',
  description:
    'Uses the link up and signs the owner in. `npm start` prints the link until there is an owner.',
  input: acceptOwnerLinkInput,
  success: {
    status: 201,
    description: 'The account was made, and its owner is signed in.',
    schema: sessionSchema,
    headers: ['Set-Cookie', 'Location'],
  },
  errors: ['link-not-valid'],
  handle: async ({ ctx, deps, input }) => {
    const { token, ...session } = await acceptOwnerLink(deps.database, {
      ...input.body,
      client: clientOf(ctx),
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    });
    setSessionCookie(ctx, { token, expiresAt: session.expiresAt, adminUrl: deps.config.adminUrl });
    return { body: session, location: '/api/v1/session' };
  },
});

export const setupRoutes: readonly Route[] = [read, accept];
