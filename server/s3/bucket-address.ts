import type { S3Place } from '../config-s3.ts';
import { openBucket } from './bucket.ts';

const NOBODY = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };
const ONE_PART = { number: 1, size: 1 };

/** Where whoever has a signed address of an object in this folder sends its bytes: host and path as the SDK makes them of place and service. Asks nobody. */
export async function addressOfFolder(place: S3Place, folder: string): Promise<string> {
  const bucket = openBucket({ ...place, credentials: NOBODY });
  try {
    const object = { key: `${folder}object`, id: 'none' };
    const signed = await bucket.multipart.sign(object, ONE_PART, { at: new Date(), seconds: 1 });
    const { href } = new URL('.', signed);
    return href;
  } finally {
    bucket.close();
  }
}
