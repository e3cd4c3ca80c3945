import { rm, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { S3Place } from '../config-s3.ts';
import { openBucket, type Bucket } from '../s3/bucket.ts';
import { newId } from '../store/new-id.ts';
import { bucketError, told } from './bucket-error.ts';
import { storeError, sweep, writeDurably } from './disk-media-store.ts';
import type { KeptBytes, MediaStore, StoredBytes } from './media-store.ts';

const HASH = /^[0-9a-f]{64}$/;

/**
 * A bucket: each key is the hash of its bytes. They arrive in a file in `folder` first, since a key has to be known before its bytes are sent; a service
 * shows an object once all of it is there.
 */
export function createS3MediaStore({ folder, place }: { place: S3Place; folder: string }): MediaStore {
  const bucket = openBucket(place);
  return {
    put: (bytes) => put(bucket, bytes, folder),
    open: async (hash, part) => (HASH.test(hash) ? await told(bucket, () => bucket.open(hash, part)) : null),
    stat: async (hash) => {
      const found = HASH.test(hash) ? await told(bucket, () => bucket.look(hash)) : null;
      return found === null ? null : { hash, sizeBytes: found.size, storedAt: new Date(found.modifiedAt) };
    },
    remove: async (hash) => {
      if (HASH.test(hash)) await told(bucket, () => bucket.remove(hash));
    },
    list: async function* list() {
      await sweep(folder);
      yield* listBytes(bucket);
    },
  };
}

async function put(bucket: Bucket, bytes: Readable | Uint8Array, folder: string): Promise<StoredBytes> {
  const path = join(folder, newId());
  try {
    const stored = await receive(path, bytes, folder);
    // Written again where it is there: it counts as stored now, and whoever reads it gets the same bytes.
    const body = { path, size: stored.sizeBytes };
    await told(bucket, () => bucket.put(stored.hash, body, { contentType: 'application/octet-stream' }));
    return stored;
  } finally {
    await rm(path, { force: true });
  }
}

async function receive(path: string, bytes: Readable | Uint8Array, folder: string): Promise<StoredBytes> {
  try {
    await mkdir(folder, { recursive: true });
    return await writeDurably(path, bytes);
  } catch (error) {
    throw storeError(error);
  }
}

async function* listBytes(bucket: Bucket): AsyncGenerator<KeptBytes, void> {
  try {
    for await (const { key, modifiedAt, size } of bucket.list())
      if (HASH.test(key)) yield { hash: key, sizeBytes: size, storedAt: new Date(modifiedAt) };
  } catch (error) {
    throw bucketError(bucket, error);
  }
}
