import type { PasskeyCreation, PasskeyRequest } from '../../model/api/passkey.ts';
import type { StoredPasskey } from '../store/passkeys.ts';
import type { StoredUser } from '../store/users.ts';
import { CHALLENGE_LIFETIME_MS } from './passkey-challenge.ts';
import type { RelyingParty } from './relying-party.ts';

/** Ed25519, P-256 and RSA, by their numbers in COSE: what every device has one of. */
export const PASSKEY_ALGORITHMS = [-8, -7, -257] as const;

/** By which a device knows whose passkey it holds: nothing by which it would know the person. */
export function userHandleOf({ userId }: { userId: string }): string {
  return Buffer.from(userId).toString('base64url');
}

type Creating = {
  challenge: string;
  party: RelyingParty;
  /** What people call the site. */
  site: string;
  user: Pick<StoredUser, 'id' | 'email' | 'name'>;
  /** Those that the user has: no device is to hold two. */
  existing: readonly StoredPasskey[];
};

/** One that a device can find by itself, and that makes sure of its holder, is better, and none is refused that cannot. */
export function creationOptions({ challenge, existing, party, site, user }: Creating): PasskeyCreation {
  return {
    challenge,
    rp: { id: party.id, name: site },
    user: { id: userHandleOf({ userId: user.id }), name: user.email, displayName: user.name },
    pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: CHALLENGE_LIFETIME_MS,
    attestation: 'none',
    excludeCredentials: existing.map(descriptorOf),
    authenticatorSelection: {
      residentKey: 'preferred',
      requireResidentKey: false,
      userVerification: 'preferred',
    },
  };
}

type Requesting = Pick<Creating, 'challenge' | 'party'> & {
  /** Null: any that a device finds for this address, and that makes sure of its holder. */
  allowed: readonly StoredPasskey[] | null;
};

export function requestOptions({ allowed, challenge, party }: Requesting): PasskeyRequest {
  return {
    challenge,
    rpId: party.id,
    timeout: CHALLENGE_LIFETIME_MS,
    allowCredentials: (allowed ?? []).map(descriptorOf),
    userVerification: allowed === null ? 'required' : 'preferred',
  };
}

function descriptorOf({ credentialId, transports }: StoredPasskey) {
  return { id: credentialId, type: 'public-key' as const, transports };
}
