import {
  recoveryCodesSchema,
  secondFactorsSchema,
  totpEnrolmentSchema,
} from '../../../model/api/second-factor.ts';
import { confirmTotp } from '../../accounts/confirm-totp.ts';
import { disableTotp } from '../../accounts/disable-totp.ts';
import { enrolTotp } from '../../accounts/enrol-totp.ts';
import { readSecondFactors } from '../../accounts/read-second-factors.ts';
import { renewRecoveryCodes } from '../../accounts/renew-recovery-codes.ts';
import { cookieRoute, noInput, type Route } from '../route.ts';
import { ownCall } from './own-call.ts';
import { addFactorInput, codeInput, ownFactorInput } from './schema.ts';

const PATH = '/api/v1/profile';
const TOTP = `${PATH}/totp`;
const TAG = 'Second factors';

const read = cookieRoute({
  method: 'GET',
  path: `${PATH}/second-factors`,
  operationId: 'readSecondFactors',
  isForEnrolling: true,
  tag: TAG,
  summary: 'What you sign in with besides your password',
  input: noInput,
  success: {
    status: 200,
    description: 'What there is, without any secret of it.',
    schema: secondFactorsSchema,
  },
  errors: [],
  handle: async ({ deps, session }) => ({
    body: await readSecondFactors(deps.database, { userId: session.user.id }),
  }),
});

const enrol = cookieRoute({
  method: 'POST',
  path: TOTP,
  operationId: 'enrolTotp',
  isForEnrolling: true,
  tag: TAG,
  summary: 'Set up an app that makes codes',
  description:
    'Any app that makes codes by time will do (TOTP, RFC 6238). It counts once a first code of it has been confirmed, within an hour. The secret is shown this once. Takes your password, and a passkey or a recovery code where you have one.',
  input: addFactorInput,
  hasSecrets: true,
  success: { status: 201, description: 'What the app is to be given.', schema: totpEnrolmentSchema },
  errors: ['challenge-not-open', 'passkeys-unavailable', 'too-many-attempts', 'totp-exists', 'wrong-passkey'],
  handle: async ({ input, ...call }) => {
    const issuer = new URL(call.deps.config.siteUrl).hostname;
    const body = await enrolTotp(call.deps.database, { ...ownCall(call), ...input.body, issuer });
    return { body, isSecret: true };
  },
});

const confirm = cookieRoute({
  method: 'POST',
  path: `${TOTP}/confirm`,
  operationId: 'confirmTotp',
  isForEnrolling: true,
  tag: TAG,
  summary: 'Confirm the app by its first code',
  description: 'Ends your other sessions: they were opened without it.',
  input: codeInput,
  hasSecrets: true,
  success: {
    status: 200,
    description:
      'Codes are asked for from now on. For when the app is lost: the recovery codes, this once; none where there was a second factor before it.',
    schema: recoveryCodesSchema,
  },
  errors: ['not-enrolling', 'too-many-attempts', 'totp-exists'],
  handle: async ({ input, ...call }) => ({
    body: { recoveryCodes: await confirmTotp(call.deps.database, { ...ownCall(call), ...input.body }) },
    isSecret: true,
  }),
});

const disable = cookieRoute({
  method: 'POST',
  path: `${TOTP}/disable`,
  operationId: 'disableTotp',
  tag: TAG,
  summary: 'Take the app away',
  description: 'The recovery codes go with your last second factor.',
  input: ownFactorInput,
  hasSecrets: true,
  success: { status: 204, description: 'No code is asked for any more.' },
  errors: [
    'challenge-not-open',
    'no-second-factor',
    'passkeys-unavailable',
    'too-many-attempts',
    'wrong-passkey',
  ],
  handle: async ({ input, ...call }) => {
    await disableTotp(call.deps.database, { ...ownCall(call), ...input.body });
    return {};
  },
});

const renew = cookieRoute({
  method: 'POST',
  path: `${PATH}/recovery-codes`,
  operationId: 'renewRecoveryCodes',
  tag: TAG,
  summary: 'Make new recovery codes',
  description: 'The old ones open nothing any more.',
  input: ownFactorInput,
  hasSecrets: true,
  success: { status: 201, description: 'They are shown this once.', schema: recoveryCodesSchema },
  errors: [
    'challenge-not-open',
    'no-second-factor',
    'passkeys-unavailable',
    'too-many-attempts',
    'wrong-passkey',
  ],
  handle: async ({ input, ...call }) => ({
    body: {
      recoveryCodes: await renewRecoveryCodes(call.deps.database, { ...ownCall(call), ...input.body }),
    },
    isSecret: true,
  }),
});

export const secondFactorRoutes: readonly Route[] = [read, enrol, confirm, disable, renew];
