import { apiTokenListSchema, newApiTokenSchema } from '../../../model/api/api-token.ts';
import { createApiToken } from '../../accounts/create-api-token.ts';
import { deleteApiToken } from '../../accounts/delete-api-token.ts';
import { listApiTokens } from '../../accounts/list-api-tokens.ts';
import { correlationIdOf } from '../problem.ts';
import { cookieRoute, noInput, type Route } from '../route.ts';
import { apiTokenInput, createApiTokenInput } from './schema.ts';

const PATH = '/api/v1/tokens';
const TAG = 'Tokens';

const list = cookieRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listApiTokens',
  tag: TAG,
  summary: 'List your API tokens',
  input: noInput,
  success: {
    status: 200,
    description: 'The newest first, without what they are.',
    schema: apiTokenListSchema,
  },
  errors: [],
  handle: async ({ deps, session }) => ({
    body: { tokens: await listApiTokens(deps.database, { userId: session.user.id }) },
  }),
});

const create = cookieRoute({
  method: 'POST',
  path: PATH,
  operationId: 'createApiToken',
  tag: TAG,
  summary: 'Make an API token',
  description:
    'A program sends it as `Authorization: Bearer …`, and may then do what you may, within its scopes. It is shown this once.',
  input: createApiTokenInput,
  success: { status: 201, description: 'The token.', schema: newApiTokenSchema },
  errors: [],
  handle: async ({ ctx, deps, session, input }) => ({
    body: await createApiToken(deps.database, {
      ...input.body,
      userId: session.user.id,
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    }),
    isSecret: true,
  }),
});

const remove = cookieRoute({
  method: 'DELETE',
  path: `${PATH}/:id`,
  operationId: 'deleteApiToken',
  tag: TAG,
  summary: 'Delete an API token',
  input: apiTokenInput,
  success: { status: 204, description: 'It works no more.' },
  errors: ['token-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    await deleteApiToken(deps.database, {
      ...input.params,
      userId: session.user.id,
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    });
    return {};
  },
});

export const apiTokenRoutes: readonly Route[] = [list, create, remove];
