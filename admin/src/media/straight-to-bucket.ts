import { ApiError } from '../../../model/api/api-error.ts';
import type { Answered } from '../../../model/api/client-of.ts';
import type { ApiClient } from '../../../model/api/client.ts';
import { BucketError, type putPart } from './put-part.ts';
import { readable } from './read-file.ts';
import type { Place, UploadWay } from './upload-way.ts';

/** This browser does not get bytes into the bucket: they have to go through the server. */
export class BucketShutError extends Error {}

/** One after the other, while the server answers: it is not the connection of this machine. */
const REFUSALS_MAX = 3;
/** The server gives addresses for a quarter of an hour. */
const ADDRESS_MS = 10 * 60_000;

type Deps = {
  api: Pick<ApiClient, 'beginDirectUpload' | 'addressUploadParts' | 'finishUpload'>;
  put: typeof putPart;
  now: () => number;
};

type Sending = { file: File; signal: AbortSignal; onSent: (sentBytes: number) => void };

type Addressed = Awaited<ReturnType<Deps['api']['addressUploadParts']>>['body'];

/** Part by part to the addresses that the server gives for them; what is there, the server asks the bucket. */
export function straightToBucket({ api, now, put }: Deps, { file, onSent, signal }: Sending): UploadWay {
  let parts: Addressed['parts'] = [];
  let addressedAt = now();
  let refusals = 0;
  const take = ({ body }: Answered<Addressed>): Place & { expiresAt: string } => {
    ({ parts } = body);
    addressedAt = now();
    const { expiresAt, id: uploadId, mediaId, receivedBytes: sentBytes } = body.upload;
    return { uploadId, sentBytes, mediaId, expiresAt };
  };
  const find = async (id: string): Promise<Place> =>
    take(await unlessShut(api.addressUploadParts({ id, signal })));
  const finish = async ({ uploadId: id, ...place }: Place): Promise<Place> => {
    const { body } = await api.finishUpload({ id, body: {}, signal });
    return { ...place, uploadId: id, mediaId: body.mediaId };
  };
  const sendNext = async (place: Place): Promise<Place> => {
    const [part, ...others] = parts;
    if (part === undefined && place.sentBytes >= file.size) return await finish(place);
    if (part === undefined || now() - addressedAt > ADDRESS_MS) return await find(place.uploadId);
    const { sizeBytes, start, url } = part;
    const bytes = await readable(file.slice(start, start + sizeBytes).arrayBuffer());
    await put(url, { bytes, signal, onSent: (sentBytes) => onSent(place.sentBytes + sentBytes) });
    parts = others;
    refusals = 0;
    return { ...place, sentBytes: place.sentBytes + sizeBytes };
  };
  return {
    isDirect: true,
    slowDown: () => {},
    begin: async (idempotencyKey) => {
      const body = { fileName: file.name, sizeBytes: file.size, contentType: file.type || null };
      return take(await unlessShut(api.beginDirectUpload({ body, idempotencyKey, signal })));
    },
    find,
    sendNext: async (place) => {
      try {
        return await sendNext(place);
      } catch (error) {
        if (!isOfBucket(error)) throw error;
        refusals += 1;
        if (refusals < REFUSALS_MAX) throw error;
        throw new BucketShutError('The bucket does not take the bytes of this browser.', { cause: error });
      }
    },
  };
}

/** Media are in a folder by now, or the upload was begun as another one. */
async function unlessShut<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.code !== 'no-direct-upload') throw cause;
    throw new BucketShutError(cause.message, { cause });
  }
}

function isOfBucket(error: unknown): boolean {
  return error instanceof BucketError || (error instanceof ApiError && error.code === 'upload-incomplete');
}
