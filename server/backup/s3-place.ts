import type { S3Place } from '../config-s3.ts';
import { openBucket } from '../s3/bucket.ts';
import type { BackupPlace } from './place.ts';

const OBJECT = { contentType: 'application/octet-stream' };

export function createS3Place(place: S3Place): BackupPlace {
  const bucket = openBucket(place);
  return {
    name: bucket.name,
    put: async (key, { path, size }) => void (await bucket.put(key, { path, size }, OBJECT)),
    open: (key) => bucket.open(key),
    list: async function* list(below) {
      for await (const { key, size } of bucket.list({ below: below === '' ? '' : `${below}/` }))
        yield { key, size };
    },
    remove: (key) => bucket.remove(key),
    close: () => bucket.close(),
  };
}
