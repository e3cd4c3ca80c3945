import type { Readable } from 'node:stream';

/**
 * Where the bytes of media are kept, by their SHA-256. What has a hash is whole, and stays as it is until it is removed; a process that
 * dies leaves nothing half there. One contract suite runs over every implementation.
 */
export type MediaStore = {
  /**
   * Keeps the bytes, and resolves once they outlast a loss of power. Those that are there already count as stored now. Throws `media-store-failed` where there is no
   * room for them, and keeps nothing of them.
   */
  put(bytes: Readable | Uint8Array): Promise<StoredBytes>;
  /** From `start` on, the first byte being 0. Null where they are not there. */
  open(hash: string, part?: { start: number; end: number }): Promise<Readable | null>;
  /** Null where they are not there. */
  stat(hash: string): Promise<KeptBytes | null>;
  /** Idempotent. Readers that have opened them read on. */
  remove(hash: string): Promise<void>;
  /** All of them, in no order. What is put meanwhile may be missing. */
  list(): AsyncIterable<KeptBytes>;
};

export type StoredBytes = { hash: string; sizeBytes: number };

export type KeptBytes = StoredBytes & {
  /** When they were last put. */
  storedAt: Date;
};
