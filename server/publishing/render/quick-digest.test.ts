import { webcrypto } from 'node:crypto';
import { expect, test } from 'vitest';
import { digestAtOnce } from './quick-digest.ts';

test('digests are those of WebCrypto, for every form of data and algorithm', async () => {
  const bytes = new TextEncoder().encode('a { color: red } ä');
  const inputs = [bytes, bytes.subarray(2, 9), bytes.slice().buffer, new DataView(bytes.slice().buffer, 3)];
  const algorithms = ['SHA-256', 'sha-384', { name: 'SHA-512' }, 'SHA-1'];
  const digests = (): Promise<ArrayBuffer[]> =>
    Promise.all(
      inputs.flatMap((data) => algorithms.map((name) => globalThis.crypto.subtle.digest(name, data))),
    );
  const before = await digests();
  digestAtOnce();
  expect(await digests()).toEqual(before);
  expect(globalThis.crypto.subtle).toBe(webcrypto.subtle);
  await expect(globalThis.crypto.subtle.digest('MD5', bytes)).rejects.toThrow('Unrecognized');
});
