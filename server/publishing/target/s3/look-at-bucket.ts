import { isDeepStrictEqual } from 'node:util';
import type { ListedObject } from '../../../s3/bucket.ts';
import { headersOf } from './object-headers.ts';
import { blobKey, inParallel, OWN_FOLDER, type S3Site } from './s3-site.ts';
import type { StoredObject } from './s3-state.ts';

/**
 * Compares what is in the bucket with what is known, by the size and the tag that the service has given the bytes: one request for a thousand keys. What
 * differs is astray from then on. Returns how many keys that are.
 */
export async function lookAtBucket(
  { state }: Pick<S3Site, 'state'>,
  objects: AsyncIterable<ListedObject> | Iterable<ListedObject>,
): Promise<number> {
  const seen = new Set<string>();
  for await (const { etag, key, size } of objects) {
    if (key.startsWith(OWN_FOLDER)) continue;
    seen.add(key);
    const actual = state.actual(key);
    if (actual.kind === 'unknown') continue;
    const isSame = actual.kind === 'object' && actual.etag === etag && actual.size === size;
    if (!isSame) state.markActual(key, { kind: 'unknown' });
  }
  const known = [...Array.from(state.list(), ({ file }) => file), ...state.astray()];
  for (const file of new Set(known))
    if (!seen.has(file) && state.actual(file).kind !== 'nothing') state.markActual(file, { kind: 'nothing' });
  return state.astray().length;
}

/** The names that are not as releases left them. With `files`, headers are compared too, at a request for each. */
export async function checkBucket(site: S3Site, files?: readonly string[]): Promise<string[]> {
  const { bucket, state } = site;
  if (state.position() === null) return [];
  if (files === undefined) {
    await lookAtBucket(site, bucket.list());
    await findLostBlobs(site);
  } else await inParallel(new Set(files), (file) => lookAtObject(site, file));
  const wrong = state.astray().filter((file) => !isNowhere(site, file));
  if (wrong.length > 0) state.distrust();
  return files === undefined ? wrong : wrong.filter((file) => files.includes(file));
}

/** Neither in the bucket nor in the release. */
function isNowhere({ state }: S3Site, file: string): boolean {
  return state.actual(file).kind === 'nothing' && state.lookUp(file) === null;
}

async function findLostBlobs({ bucket, state }: S3Site): Promise<void> {
  const found = new Set<string>();
  for await (const { key } of bucket.list({ below: blobKey('') })) found.add(key);
  for (const { hash } of state.blobs()) if (!found.has(blobKey(hash))) state.removeBlob(hash);
}

async function lookAtObject({ bucket, state }: S3Site, file: string): Promise<void> {
  const actual = state.actual(file);
  if (actual.kind === 'unknown') return;
  const found = await bucket.look(file);
  if (found === null) {
    if (actual.kind === 'object') state.markActual(file, { kind: 'nothing' });
  } else if (actual.kind === 'nothing' || !isSameObject(found, actual))
    state.markActual(file, { kind: 'unknown' });
}

type Found = NonNullable<Awaited<ReturnType<S3Site['bucket']['look']>>>;

function isSameObject(found: Found, known: StoredObject): boolean {
  const { cacheControl, contentType, notes, redirect } = headersOf(known);
  return (
    found.etag === known.etag &&
    found.size === known.size &&
    found.contentType === contentType &&
    found.cacheControl === cacheControl &&
    found.redirect === redirect &&
    isDeepStrictEqual(found.notes, notes)
  );
}
