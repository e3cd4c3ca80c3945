import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers';
import type { CreatedPasskey, ShownPasskey } from '../../model/api/passkey.ts';
import { AppError } from '../errors.ts';
import type { StoredPasskey } from '../store/passkeys.ts';
import { PASSKEY_ALGORITHMS, userHandleOf } from './passkey-options.ts';
import type { RelyingParty } from './relying-party.ts';

type Expected = { challenge: string; party: RelyingParty };

export type NewCredential = Pick<
  StoredPasskey,
  'credentialId' | 'publicKey' | 'counter' | 'transports' | 'isBackedUp'
>;

/** What a browser has made for this challenge, at this address. */
export async function verifyCreated(
  created: CreatedPasskey,
  { challenge, party }: Expected,
): Promise<NewCredential> {
  const { attestationObject, clientDataJSON } = created;
  const transports = created.transports.filter((transport) => TRANSPORTS.has(transport));
  const { registrationInfo } = await verifiedOrRefused(party, async () => {
    requireNoCertificate(attestationObject);
    return await verifyRegistrationResponse({
      response: {
        // Not looked at: what counts is the id that the authenticator has put into its answer.
        id: UNUSED_ID,
        rawId: UNUSED_ID,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject, transports },
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      // Beside a password a key that only wants to be touched is enough.
      requireUserVerification: false,
      supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
    });
  });
  if (registrationInfo === undefined) throw wrongPasskey(party);
  const { credential, credentialBackedUp } = registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: isoBase64URL.fromBuffer(credential.publicKey),
    counter: credential.counter,
    transports,
    isBackedUp: credentialBackedUp,
  };
}

/** What somebody's passkey has said about itself, with its signature. */
export type VerifiedPasskey = {
  id: string;
  userId: string;
  counter: number;
  isBackedUp: boolean;
  /** It has made sure of its holder, by a PIN, a finger or a face: it stands for two factors. */
  isHolderVerified: boolean;
};

/** That this passkey has signed this challenge, at this address. Whether its counter is good is for `usePasskey` to say. */
export async function verifyShown(
  shown: ShownPasskey,
  { challenge, party, passkey }: Expected & { passkey: StoredPasskey | null },
): Promise<VerifiedPasskey> {
  if (passkey === null) throw wrongPasskey(party);
  const { authenticatorData, clientDataJSON, id, signature, userHandle } = shown;
  if (userHandle !== null && userHandle !== userHandleOf(passkey)) throw wrongPasskey(party);
  const { authenticationInfo, verified } = await verifiedOrRefused(party, () =>
    verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
      credential: {
        id: passkey.credentialId,
        publicKey: isoBase64URL.toBuffer(passkey.publicKey),
        // The library would look at it before the signature.
        counter: 0,
      },
    }),
  );
  if (!verified) throw wrongPasskey(party);
  const { credentialBackedUp, newCounter, userVerified } = authenticationInfo;
  return {
    id: passkey.id,
    userId: passkey.userId,
    counter: newCounter,
    isBackedUp: credentialBackedUp,
    isHolderVerified: userVerified,
  };
}

const UNUSED_ID = 'none';

/** What browsers know (WebAuthn, AuthenticatorTransport). */
const TRANSPORTS: ReadonlySet<string> = new Set(['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/**
 * Who has made the device is not asked for, so that browsers send no certificates of it. Whoever sends some all the same would have us verify them, and
 * fetch the revocation lists that they name, from wherever.
 */
function requireNoCertificate(attestationObject: string): void {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const format = attestation.get('fmt');
  const isOfItself = format === 'packed' && attestation.get('attStmt').get('x5c') === undefined;
  if (format !== 'none' && !isOfItself) throw new Error(`The attestation is ${format}.`);
}

/** The library throws whatever is wrong with what was sent. */
async function verifiedOrRefused<T>(party: RelyingParty, verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (cause) {
    throw wrongPasskey(party, cause);
  }
}

/** The same for one that nobody has, one of somebody else, and one that has signed something else. */
export function wrongPasskey({ origin }: RelyingParty, cause?: unknown): AppError {
  return new AppError(
    'wrong-passkey',
    `This passkey is not good here: it is not known, it was made for another address than ${origin}, or what it has signed is not what was asked. Begin again at ${origin}/admin, with another passkey or in another way.`,
    cause === undefined ? {} : { cause },
  );
}
