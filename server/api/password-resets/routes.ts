import { sessionSchema } from '../../../model/api/account.ts';
import { resetRequestedSchema } from '../../../model/api/password-reset.ts';
import { halfwaySchema } from '../../../model/api/second-factor.ts';
import { requestReset } from '../../accounts/request-reset.ts';
import { resetPassword } from '../../accounts/reset-password.ts';
import { clientOf } from '../client.ts';
import { correlationIdOf } from '../problem.ts';
import { publicRoute, type Route } from '../route.ts';
import { HALFWAY, presentEntered } from '../session/present-entered.ts';
import { requestResetInput, resetPasswordInput } from './schema.ts';

const PATH = '/api/v1/password-resets';
const TAG = 'Password resets';

const MESSAGE =
  'If there is an account with this address, a mail with a link is on its way. It works once, for an hour.';

/** To everybody alike, as well: the link itself is shown to nobody. */
const MESSAGE_WITHOUT_MAIL =
  'This installation sends no mail. Ask whoever runs it: where there is an account with this address, the log of the server has the link now. It works once, for an hour.';

const request = publicRoute({
  method: 'POST',
  path: PATH,
  operationId: 'requestPasswordReset',
  tag: TAG,
  summary: 'Ask for a new password',
  description: 'The answer is the same, and takes as long, whether or not there is such an account.',
  input: requestResetInput,
  success: { status: 202, description: 'It will be seen to.', schema: resetRequestedSchema },
  errors: ['too-many-requests'],
  handle: async ({ ctx, deps, input }) => {
    await requestReset(deps.database, {
      ...input.body,
      client: clientOf(ctx),
      guard: deps.mailGuard,
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    });
    const isMailed = deps.mailing.hasServer;
    return { body: { message: isMailed ? MESSAGE : MESSAGE_WITHOUT_MAIL, isMailed } };
  },
});

const reset = publicRoute({
  method: 'POST',
  path: `${PATH}/:token`,
  operationId: 'resetPassword',
  tag: TAG,
  summary: 'Set a new password',
  description: 'Uses the link up, ends all sessions of the account and signs in.',
  input: resetPasswordInput,
  success: {
    status: 201,
    description: 'The password is set, and its bearer is signed in.',
    schema: sessionSchema,
    headers: ['Set-Cookie', 'Location'],
    halfway: { description: `The password is set. ${HALFWAY}`, schema: halfwaySchema },
  },
  errors: ['link-not-valid'],
  handle: async ({ ctx, deps, input }) => {
    const entered = await resetPassword(deps.database, {
      ...input.body,
      token: input.params.token,
      client: clientOf(ctx),
      mailing: deps.mailing,
      now: deps.authoring.now(),
      correlationId: correlationIdOf(ctx),
    });
    return presentEntered(ctx, deps, entered);
  },
});

export const passwordResetRoutes: readonly Route[] = [request, reset];
