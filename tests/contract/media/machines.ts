import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBucketUploads } from '../../../server/media/bucket-uploads.ts';
import type { MediaContext } from '../../../server/media/media-context.ts';
import { openBucket, type Bucket } from '../../../server/s3/bucket.ts';
import type { DialectName } from '../../../server/store/database.ts';
import { newMediaPlace } from '../../support/gateway/media-bucket.ts';
import { openMediaDesk, type MediaDesk } from './media-desk.ts';

/** Two machines that have nothing in common but the database and the bucket. */
export type Machines = {
  place: MediaDesk;
  bucket: Bucket;
  one: MediaContext;
  other: MediaContext;
  /** What is in the bucket of one upload, and on the machines. */
  left(id: string): Promise<string[]>;
  close(): Promise<void>;
};

export async function openMachines(dialect: DialectName): Promise<Machines> {
  const place = await openMediaDesk(dialect);
  const bucket = openBucket(await newMediaPlace());
  const folders: string[] = [];
  const addMachine = (): MediaContext => {
    const scratchFolder = mkdtempSync(join(tmpdir(), 'stillpress-machine-'));
    folders.push(scratchFolder);
    const uploads = createBucketUploads({ bucket, scratchFolder });
    return { ...place.context, scratchFolder, uploads };
  };
  return {
    place,
    bucket,
    one: addMachine(),
    other: addMachine(),
    left: async (id) => {
      const below = `uploads/${id}`;
      const found: string[] = folders.flatMap((folder) => readdirSync(folder));
      for await (const { key } of bucket.list({ below })) found.push(key);
      for await (const { key } of bucket.multipart.list({ below })) found.push(key);
      return found;
    },
    close: async () => {
      bucket.close();
      await place.close();
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}
