import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

/** What the `cookies` package asks of the keys of an app. */
export type CookieKeys = {
  sign(data: string): string;
  /** Which key has signed it, the newest being 0; -1 if none has. */
  index(data: string, signature: string): number;
  verify(data: string, signature: string): boolean;
};

/**
 * The first key signs, all of them verify. In place of the package's own Keygrip, which takes SHA-1 and, to check one signature,
 * three of them with keys that it prepares anew: on the way of every request that is what costs most after the database.
 */
export function createCookieKeys(secrets: readonly string[]): CookieKeys {
  const [newest, ...older] = secrets.map((secret) => createSecretKey(secret, 'utf8'));
  if (newest === undefined) throw new TypeError('There is no key to sign cookies with.');
  const keys = [newest, ...older];
  const index = (data: string, signature: string): number =>
    keys.findIndex((key) => isEqual(signatureOf(data, key), signature));
  return {
    sign: (data) => signatureOf(data, newest),
    index,
    verify: (data, signature) => index(data, signature) !== -1,
  };
}

function signatureOf(data: string, key: KeyObject): string {
  return createHmac('sha256', key).update(data).digest('base64url');
}

function isEqual(ours: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(theirs)];
  return a.length === b.length && timingSafeEqual(a, b);
}
