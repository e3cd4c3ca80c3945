import {
  addedPasskeySchema,
  passkeyCreationSchema,
  passkeyRequestSchema,
  passkeySchema,
} from '../../../model/api/passkey.ts';
import { addPasskey } from '../../accounts/add-passkey.ts';
import { beginPasskeyProof } from '../../accounts/begin-passkey-proof.ts';
import { beginPasskey } from '../../accounts/begin-passkey.ts';
import { removePasskey } from '../../accounts/remove-passkey.ts';
import { renamePasskey } from '../../accounts/rename-passkey.ts';
import { cookieRoute, noInput, type Route } from '../route.ts';
import { ownCall } from './own-call.ts';
import { addFactorInput, addPasskeyInput, removePasskeyInput, renamePasskeyInput } from './schema.ts';

const PATH = '/api/v1/profile/passkeys';
const TAG = 'Second factors';

const begin = cookieRoute({
  method: 'POST',
  path: `${PATH}/options`,
  operationId: 'beginPasskey',
  isForEnrolling: true,
  tag: TAG,
  summary: 'Begin to add a passkey',
  description:
    'Takes your password, and a second factor where you have one. A browser makes the passkey of the answer, at the address of ADMIN_URL and nowhere else (WebAuthn).',
  input: addFactorInput,
  hasSecrets: true,
  success: {
    status: 200,
    description: 'For `navigator.credentials.create`, within five minutes.',
    schema: passkeyCreationSchema,
  },
  errors: [
    'challenge-not-open',
    'passkeys-unavailable',
    'too-many-attempts',
    'too-many-passkeys',
    'wrong-passkey',
  ],
  handle: async ({ input, ...call }) => {
    const site = new URL(call.deps.config.siteUrl).hostname;
    const body = await beginPasskey(call.deps.database, { ...ownCall(call), ...input.body, site });
    return { body, isSecret: true };
  },
});

const add = cookieRoute({
  method: 'POST',
  path: PATH,
  operationId: 'addPasskey',
  isForEnrolling: true,
  tag: TAG,
  summary: 'Add the passkey that your browser has made',
  description: 'The first second factor of an account ends your other sessions: they were opened without it.',
  input: addPasskeyInput,
  success: {
    status: 201,
    description: 'You can sign in with it from now on. For when it is lost: the recovery codes, this once.',
    schema: addedPasskeySchema,
  },
  errors: [
    'challenge-not-open',
    'passkey-exists',
    'passkeys-unavailable',
    'too-many-passkeys',
    'wrong-passkey',
  ],
  handle: async ({ input, ...call }) => ({
    body: await addPasskey(call.deps.database, { ...ownCall(call), ...input.body }),
    isSecret: true,
  }),
});

const rename = cookieRoute({
  method: 'PUT',
  path: `${PATH}/:id`,
  operationId: 'renamePasskey',
  tag: TAG,
  summary: 'Give a passkey another name',
  input: renamePasskeyInput,
  success: { status: 200, description: 'The passkey as it is now.', schema: passkeySchema },
  errors: ['passkey-not-found'],
  handle: async ({ input, ...call }) => ({
    body: await renamePasskey(call.deps.database, { ...ownCall(call), ...input.params, ...input.body }),
  }),
});

const remove = cookieRoute({
  method: 'POST',
  path: `${PATH}/:id/remove`,
  operationId: 'removePasskey',
  tag: TAG,
  summary: 'Remove a passkey',
  description: 'The recovery codes go with your last second factor.',
  input: removePasskeyInput,
  hasSecrets: true,
  success: { status: 204, description: 'Nobody signs in with it any more.' },
  errors: [
    'challenge-not-open',
    'passkey-not-found',
    'passkeys-unavailable',
    'too-many-attempts',
    'wrong-passkey',
  ],
  handle: async ({ input, ...call }) => {
    await removePasskey(call.deps.database, { ...ownCall(call), ...input.params, ...input.body });
    return {};
  },
});

const beginProof = cookieRoute({
  method: 'POST',
  path: `${PATH}/proof-options`,
  operationId: 'beginPasskeyProof',
  tag: TAG,
  summary: 'Begin to show a passkey in place of a code',
  description:
    'For whatever takes your password and a second factor: send what the browser makes as `passkey`.',
  input: noInput,
  success: {
    status: 200,
    description: 'For `navigator.credentials.get`, within five minutes.',
    schema: passkeyRequestSchema,
  },
  errors: ['passkey-not-found', 'passkeys-unavailable'],
  handle: async (call) => {
    const { mailing, now, userId } = ownCall(call);
    const { adminUrl } = mailing;
    return {
      body: await beginPasskeyProof(call.deps.database, { userId, adminUrl, now }),
      isSecret: true,
    };
  },
});

export const passkeyRoutes: readonly Route[] = [begin, add, rename, remove, beginProof];
