import { randomUUID } from 'node:crypto';
import type { Config } from '../../config.ts';
import type { S3Place } from '../../config-s3.ts';
import { openBucket, type Bucket } from '../../s3/bucket.ts';
import { describeBucketProblem } from '../../s3/bucket-problem.ts';
import { fail, ok, warn, type Check, type Finding } from './finding.ts';

/** Less than the doctor waits: what the service does not answer is said here in better words. */
const ANSWER_MS = 10_000;

type MediaConfig = Pick<Config, 'adminUrl' | 'mediaDirectUploads' | 'mediaStore'>;

/** That uploads can wait in the bucket of media, and that browsers may put them there where they are to. */
export function checkMedia(config: MediaConfig, { folder }: { folder: string }): Check {
  const { mediaStore } = config;
  return {
    check: 'media',
    look: async () => {
      if (mediaStore.kind === 'disk') return ok('in a folder, by way of the web processes');
      const bucket = openBucket(mediaStore.place, { signal: AbortSignal.timeout(ANSWER_MS) });
      try {
        return await lookAtBucket(bucket, { ...config, folder, place: mediaStore.place });
      } catch (error) {
        return bucketFailed(bucket, error);
      } finally {
        bucket.close();
      }
    },
  };
}

/** `folder`: where uploads wait below the place. */
type Looking = MediaConfig & { folder: string; place: S3Place };

/** One upload of a byte is begun and aborted: nobody sees anything of it. */
async function lookAtBucket(
  bucket: Bucket,
  { adminUrl, folder, mediaDirectUploads, place }: Looking,
): Promise<Finding> {
  const key = `${folder}doctor-${randomUUID()}/whole`;
  const object = { key, id: await bucket.multipart.begin(key) };
  try {
    await bucket.multipart.put(object, { number: 1, body: { bytes: Buffer.from('.') } });
    const parts = await bucket.multipart.parts(object);
    if (parts?.length !== 1)
      return fail(
        `${bucket.name} does not list the part of an upload that it has taken`,
        'Resumed uploads need a service that does: docs/s3.md.',
      );
    if (mediaDirectUploads) {
      const until = { at: new Date(), seconds: 60 };
      const address = await bucket.multipart.sign(object, { number: 1, size: 1 }, until);
      const refusal = await findRefusal(address, { adminUrl, place });
      if (refusal !== null) return refusal;
    }
  } finally {
    await bucket.multipart.abort(object);
  }
  const way = mediaDirectUploads ? `, straight from pages of ${new URL(adminUrl).origin}` : '';
  const advice =
    (await bucket.abortsUnfinished()) === false
      ? '; no rule of the bucket aborts what nobody finishes while no worker runs (docs/s3.md has one)'
      : '';
  return ok(`${bucket.name} takes uploads in parts${way}${advice}`);
}

type Asking = { adminUrl: string; place: S3Place };

/** Why no page of the authoring interface gets a byte to the address; null: it does. A browser asks the same question, and takes the same answer. */
async function findRefusal(address: string, { adminUrl, place }: Asking): Promise<Finding | null> {
  const { origin, protocol } = new URL(adminUrl);
  if (protocol === 'https:' && new URL(address).protocol === 'http:')
    return warn(
      `browsers send nothing from ${origin} to ${new URL(address).origin}, which is not https: files go through the server`,
      'Give S3_ENDPOINT an https address that browsers reach, or set MEDIA_DIRECT_UPLOADS=no.',
    );
  const { headers, status } = await fetch(address, {
    method: 'OPTIONS',
    signal: AbortSignal.timeout(ANSWER_MS),
    headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT' },
  });
  const origins = headers.get('Access-Control-Allow-Origin');
  const methods = (headers.get('Access-Control-Allow-Methods') ?? '').split(',').map((name) => name.trim());
  if (status < 300 && (origins === origin || origins === '*') && methods.includes('PUT')) return null;
  return warn(
    `${place.bucket} does not let pages of ${origin} put anything there (CORS): files go through the server`,
    `Give the bucket this rule; the command replaces those that it has: ${putCommand(origin, place)}`,
  );
}

/** All that the authoring interface asks for: which parts are there, the server asks. */
export function corsRules(origin: string) {
  return { CORSRules: [{ AllowedOrigins: [origin], AllowedMethods: ['PUT'] }] };
}

function putCommand(origin: string, { bucket, endpoint }: S3Place): string {
  const service = endpoint === undefined ? '' : ` --endpoint-url ${endpoint}`;
  return `aws s3api put-bucket-cors${service} --bucket ${bucket} --cors-configuration '${JSON.stringify(corsRules(origin))}'`;
}

function bucketFailed({ name }: Bucket, error: unknown): Finding {
  const problem = describeBucketProblem(error);
  if (problem === null) throw error;
  return fail(
    `${name}: ${problem}`,
    'Until then no file can be uploaded. docs/s3.md says what a bucket of media needs.',
  );
}
