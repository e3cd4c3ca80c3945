import { z } from 'zod';
import type { JobKind } from '../store/add-job.ts';
import { deleteIdleVariants, readNamedHashes } from '../store/media-hashes.ts';
import { deleteExpiredUploads, listUploadIds } from '../store/media-uploads.ts';
import type { MediaContext } from './media-context.ts';
import { sweepScratch } from './scratch-files.ts';

export const COLLECT_MEDIA = {
  name: 'media.collect',
  payload: z.object({}),
  maxAttempts: 3,
  timeoutMs: 30 * 60_000,
} satisfies JobKind;

/** So long, a publication that replaced or deleted a file can be taken back with its bytes. */
export const REMEMBERED_MS = 30 * 24 * 60 * 60_000;
/** What was put so lately may be about to be named. */
const FRESH_MS = 60 * 60_000;

export type Collected = { files: number; bytes: number; uploads: number };

/**
 * Removes the bytes that (1) no file of the library has and nothing made of one, (2) no publication of the last 30 days names, and (3) were put
 * more than an hour ago; and uploads whose time is over. Idempotent, and safe beside everything else.
 */
export async function collectMedia(context: MediaContext): Promise<Collected> {
  const { database, now, store, uploads } = context;
  const at = now();
  const ago = (ms: number): string => new Date(at.getTime() - ms).toISOString();
  const expired = await database.write(async (tx) => {
    await deleteIdleVariants(tx, { cropsBefore: ago(REMEMBERED_MS), madeBefore: ago(FRESH_MS) });
    return await deleteExpiredUploads(tx, { now: at.toISOString() });
  });
  await sweepScratch(context);
  const readIds = () => listUploadIds(database.db);
  await uploads.sweep({ before: new Date(at.getTime() - FRESH_MS), readIds });
  const { needed, remembered } = await database.read((tx) =>
    readNamedHashes(tx, { since: ago(REMEMBERED_MS) }),
  );
  const collected = { files: 0, bytes: 0, uploads: expired };
  for await (const { hash, sizeBytes, storedAt } of store.list()) {
    const isFresh = at.getTime() - storedAt.getTime() < FRESH_MS;
    if (isFresh || needed.has(hash) || remembered.has(hash)) continue;
    await store.remove(hash);
    collected.files += 1;
    collected.bytes += sizeBytes;
  }
  return collected;
}
