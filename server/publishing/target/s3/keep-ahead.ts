import { blobKey, inParallel, type S3Site } from './s3-site.ts';

/** So many are copied before a release may have its turn. */
const COPIES_PER_TURN = 32;

type InTurn = <T>(work: (site: S3Site) => Promise<T>) => Promise<T>;

/**
 * Copies pages aside, within the service, while nobody waits: the release that replaces them need not do so then, and costs one request a page. Assets
 * keep their keys until they are collected.
 */
export async function keepAhead(inTurn: InTurn): Promise<void> {
  while (await inTurn(keepSome)) continue;
}

/** Whether there may be more. */
async function keepSome({ bucket, state }: S3Site): Promise<boolean> {
  const next = state.unkept(COPIES_PER_TURN);
  let isGone = false;
  await inParallel(next, async ({ contentType, file, hash, size }) => {
    const copied = await bucket.copy(file, blobKey(hash), { contentType, notes: { sha256: hash } });
    if (copied !== null) return state.addBlob(hash, size);
    // Somebody has removed it: the next release puts it back.
    isGone = true;
    return state.markActual(file, { kind: 'nothing' });
  });
  if (isGone) state.distrust();
  return next.length > 0;
}
