import { t } from '@lingui/core/macro';
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { ApiError } from '../../../model/api/api-error.ts';
import type {
  CreatedPasskey,
  PasskeyCreation,
  PasskeyRequest,
  ShownPasskey,
} from '../../../model/api/passkey.ts';

/** No browser offers them to a page that came over plain http, but for that of its own machine. */
export function canUsePasskeys(): boolean {
  return browserSupportsWebAuthn();
}

export async function createPasskey(asked: PasskeyCreation): Promise<CreatedPasskey> {
  const { response } = await orRefusal(asked.rp.id, () => startRegistration({ optionsJSON: asked }));
  const { attestationObject, clientDataJSON, transports = [] } = response;
  return { clientDataJSON, attestationObject, transports };
}

export async function showPasskey(asked: PasskeyRequest): Promise<ShownPasskey> {
  const { id, response } = await orRefusal(asked.rpId, () => startAuthentication({ optionsJSON: asked }));
  const { authenticatorData, clientDataJSON, signature, userHandle = null } = response;
  return { id, clientDataJSON, authenticatorData, signature, userHandle };
}

/** What the browser refuses is shown where what the server refuses is. Nothing was sent then. */
async function orRefusal<T>(name: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    throw new ApiError(refusalOf(cause, name), { code: 'no-passkey', cause });
  }
}

/** The names are those of the standard (WebAuthn, DOMException). */
function refusalOf(cause: unknown, name: string): string {
  switch (cause instanceof Error ? cause.name : '') {
    case 'NotAllowedError':
    case 'AbortError':
      return t`No passkey was used: it was cancelled, took too long, or there is none for this site here. Try again, or go on in another way.`;
    case 'InvalidStateError':
      return t`This device has a passkey of your account already. Use that one, or another device.`;
    case 'SecurityError':
      return t`Passkeys of this site work at ${name} and nowhere else. Open the authoring interface there.`;
    case 'NotSupportedError':
    case 'ConstraintError':
      return t`This device cannot make such a passkey. Use another device.`;
    default:
      return t`Your browser could not use a passkey. Try again, use another device, or go on in another way.`;
  }
}
