import type { S3Place } from '../../../config-s3.ts';
import { openBucket } from '../../../s3/bucket.ts';
import { asBucketError } from './bucket-errors.ts';
import { readManifests } from './manifests.ts';
import { readMarker } from './marker.ts';
import { OWN_FOLDER } from './s3-site.ts';

export type BucketDrift = { file: string; kind: 'missing' | 'other-bytes' | 'unexpected' };

/** Compares the list of the bucket with the manifests in it: one request for a thousand keys, and none that changes anything. */
export async function findBucketDrift(place: S3Place): Promise<{ drift: BucketDrift[]; looked: number }> {
  const bucket = openBucket(place);
  try {
    return await asBucketError(bucket, async () => {
      const found = await readMarker({ bucket });
      const { files } = await readManifests(bucket, found?.marker.manifest ?? null);
      const drift: BucketDrift[] = [];
      const looked = files.size;
      for await (const { etag, key, size } of bucket.list()) {
        if (key.startsWith(OWN_FOLDER)) continue;
        const known = files.get(key);
        if (known === undefined) drift.push({ file: key, kind: 'unexpected' });
        else if (known.etag !== etag || known.size !== size) drift.push({ file: key, kind: 'other-bytes' });
        files.delete(key);
      }
      for (const file of files.keys()) drift.push({ file, kind: 'missing' });
      return { drift: drift.sort((a, b) => (a.file < b.file ? -1 : 1)), looked };
    });
  } finally {
    bucket.close();
  }
}
