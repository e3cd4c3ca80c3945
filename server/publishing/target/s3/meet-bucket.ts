import { AppError } from '../../../errors.ts';
import type { ListedObject } from '../../../s3/bucket.ts';
import { lookAtBucket } from './look-at-bucket.ts';
import { readManifests } from './manifests.ts';
import { readMarker, type Marker } from './marker.ts';
import { ENVIRONMENT_KEY } from '../environment-note.ts';
import { blobKey, OWN_FOLDER, type S3Site } from './s3-site.ts';

/**
 * Before anything else: whether the bucket is the one that this machine knows. Where another machine has published, or this one has forgotten,
 * everything is read from the bucket; where it was emptied, the target begins anew. Returns whether it does.
 */
export async function meetBucket(site: S3Site): Promise<'known' | 'emptied'> {
  const { bucket, state } = site;
  const found = await readMarker(site);
  if (found === null) {
    if (state.marker() === null && state.position() === null) {
      await requireFree(site);
      return 'known';
    }
    const hadRelease = state.position() !== null;
    state.reset();
    return hadRelease ? 'emptied' : 'known';
  }
  if (found.etag !== state.marker()?.etag) await readAll(site, found);
  // Broken off by the end of the process: what had been sent is there, and is not sent again.
  else if (state.isBeingWritten() && (await lookAtBucket(site, bucket.list())) > 0) state.distrust();
  return 'known';
}

/** Whatever is in the way of a site would be removed with the first repair: nobody's files are taken for ours. */
async function requireFree({ bucket }: S3Site): Promise<void> {
  for await (const { key } of bucket.list({ pageSize: 2 })) {
    if (key === ENVIRONMENT_KEY) continue;
    if (key.startsWith(OWN_FOLDER)) return;
    throw new AppError(
      'target-failed',
      `${bucket.name} holds objects that Stillpress has not put there, such as ${key}. Give TARGET a bucket or a prefix of its own.`,
    );
  }
}

async function readAll(site: S3Site, { etag, marker }: { etag: string; marker: Marker }): Promise<void> {
  const { bucket, state } = site;
  const { files, ...counts } = await readManifests(bucket, marker.manifest);
  const objects: ListedObject[] = [];
  const blobs: { hash: string; size: number }[] = [];
  const blobFolder = blobKey('');
  for await (const object of bucket.list()) {
    if (object.key.startsWith(blobFolder))
      blobs.push({ hash: object.key.slice(blobFolder.length), size: object.size });
    else if (!object.key.startsWith(OWN_FOLDER)) objects.push(object);
  }
  const { manifest, position } = marker;
  state.replace({ position, files: files.values(), blobs, marker: { etag, manifest, ...counts } });
  if ((await lookAtBucket(site, objects)) > 0) state.distrust();
}
