import { createHash, webcrypto } from 'node:crypto';

/** More is left to the threads that Node has for it. */
const BYTES_MAX = 256 * 1024;

const NODE_NAMES: Readonly<Record<string, string>> = {
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/**
 * Astro hashes the inline styles and scripts of every page with WebCrypto, which sends each of them to another thread and waits for it:
 * what is short is hashed at once. Once in a thread.
 */
export function digestAtOnce(): void {
  const { subtle } = webcrypto;
  const digest = subtle.digest.bind(subtle);
  const digestQuickly: typeof digest = async (algorithm, data) => {
    const name = NODE_NAMES[(typeof algorithm === 'string' ? algorithm : algorithm.name).toUpperCase()];
    if (name === undefined || data.byteLength > BYTES_MAX) return await digest(algorithm, data);
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    return new Uint8Array(createHash(name).update(bytes).digest()).buffer;
  };
  Object.defineProperty(subtle, 'digest', { value: digestQuickly, configurable: true, writable: true });
}
