import { createHash } from 'node:crypto';

/**
 * nginx makes a file's ETag of its modification time in whole seconds and its size. Derived from their hash, different bytes of one size
 * have different ETags, and the same bytes the same one in every release.
 */
export function modifiedAt(hash: Buffer): number {
  return 1_000_000_000 + (hash.readUInt32BE(0) % 700_000_000);
}

export function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
