import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type {
  CreatedPasskey,
  PasskeyCreation,
  PasskeyRequest,
  ShownPasskey,
} from '../../model/api/passkey.ts';

/** What a browser and a device do with a passkey: one key pair (P-256), which counts its uses. */
export type SoftwarePasskey = {
  credentialId: string;
  create(asked: PasskeyCreation, changes?: Changes): CreatedPasskey;
  show(asked: PasskeyRequest, changes?: Changes): ShownPasskey;
};

/** What another browser, another device or somebody in between would make of it. */
export type Changes = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  counter?: number;
  isHolderVerified?: boolean;
  userHandle?: string | null;
  credentialId?: string;
  /** In place of none, a certificate of whoever made the device. */
  certificate?: Uint8Array;
};

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;
const AAGUID = Buffer.alloc(16);

/** In a browser that shows a page of this origin. With `counts: false` it says 0 each time, as those that are kept in several places do. */
export function createSoftwarePasskey(
  origin: string,
  { counts = true }: { counts?: boolean } = {},
): SoftwarePasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32).toString('base64url');
  let counter = 0;
  let userHandle: string | null = null;
  const next = (): number => (counts ? (counter += 1) : 0);

  const clientData = (type: string, { challenge, changes }: { challenge: string; changes: Changes }) => {
    const said = { type, challenge, origin, crossOrigin: false };
    for (const name of ['type', 'challenge', 'origin'] as const) said[name] = changes[name] ?? said[name];
    return Buffer.from(JSON.stringify(said));
  };

  return {
    credentialId,
    create(asked, changes = {}) {
      userHandle = asked.user.id;
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const key = new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(x)],
        [-3, bytes(y)],
      ]);
      const id = bytes(changes.credentialId ?? credentialId);
      const credential = Buffer.concat([AAGUID, u16(id.length), id, isoCBOR.encode(key)]);
      const authData = Buffer.concat([
        authenticatorData(changes.rpId ?? asked.rp.id, {
          flags: flagsOf(changes) | HAS_CREDENTIAL,
          counter: changes.counter ?? next(),
        }),
        credential,
      ]);
      const statement = new Map<string, Uint8Array[] | Uint8Array | number>();
      if (changes.certificate !== undefined) {
        statement.set('alg', -7).set('sig', randomBytes(64)).set('x5c', [changes.certificate]);
      }
      const attestation = new Map<string, string | typeof statement | Uint8Array>([
        ['fmt', changes.certificate === undefined ? 'none' : 'packed'],
        ['attStmt', statement],
        ['authData', new Uint8Array(authData)],
      ]);
      const { challenge } = asked;
      return {
        clientDataJSON: clientData('webauthn.create', { challenge, changes }).toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString('base64url'),
        transports: ['internal', 'made-up'],
      };
    },
    show(asked, changes = {}) {
      const data = authenticatorData(changes.rpId ?? asked.rpId, {
        flags: flagsOf(changes),
        counter: changes.counter ?? next(),
      });
      const said = clientData('webauthn.get', { challenge: asked.challenge, changes });
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), privateKey);
      return {
        id: changes.credentialId ?? credentialId,
        clientDataJSON: said.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: changes.userHandle === undefined ? userHandle : changes.userHandle,
      };
    },
  };
}

function flagsOf({ isHolderVerified = true }: Changes): number {
  return PRESENT | (isHolderVerified ? VERIFIED : 0);
}

function authenticatorData(rpId: string, { counter, flags }: { flags: number; counter: number }): Buffer {
  const counted = Buffer.alloc(4);
  counted.writeUInt32BE(counter);
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), counted]);
}

function u16(value: number): Buffer {
  const written = Buffer.alloc(2);
  written.writeUInt16BE(value);
  return written;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'));
}

function sha256(data: Buffer | string): Buffer {
  return createHash('sha256').update(data).digest();
}
