import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Bucket } from '../s3/bucket.ts';
import { PART_BYTES_MIN, type PartedObject } from '../s3/multipart.ts';
import type { StoredUpload } from '../store/media-uploads.ts';
import { newId } from '../store/new-id.ts';
import { told } from './bucket-error.ts';
import { writeAt, writeDurably } from './disk-media-store.ts';
import { makeScratchFolder, type Scratch } from './scratch-files.ts';
import { uploadLost } from './upload-lost.ts';
import type { GatheredFile, UploadPart, UploadPlace, UploadWriter } from './upload-place.ts';

/** Part N holds the same bytes of the file whoever sends it: a process that is late replaces it by itself. */
export const PART_BYTES = PART_BYTES_MIN;

export const UPLOADS_FOLDER = 'uploads/';

const placeSchema = z.object({
  /** What the service calls the object in parts. */
  multipart: z.string(),
  /** Of each part, in their order: what has another tag than these is not what was acknowledged, and no object is made of it. */
  tags: z.array(z.string()),
  /** The object with what has come behind them, which is too little for a part; null: nothing has. */
  tail: z.string().nullable(),
  /** Its sender puts the parts, so that the service alone knows which there are. */
  isDirect: z.boolean().default(false),
});
type Place = z.infer<typeof placeSchema>;

type Parts = Scratch & { bucket: Bucket };

/**
 * Beside the media in their bucket, so that any process goes on where another one was: an object in parts for each upload, and another one with the bytes that fill no part
 * yet. On this machine is only what a request is about to send.
 */
export function createBucketUploads(parts: Parts): UploadPlace {
  const { bucket } = parts;
  const begin = async ({ id }: Named, isDirect: boolean): Promise<string> => {
    const multipart = await told(bucket, () => bucket.multipart.begin(wholeKey({ id })));
    return JSON.stringify({ multipart, tags: [], tail: null, isDirect } satisfies Place);
  };
  return {
    begin: async (upload) => await begin(upload, false),
    open: async (upload) => await told(bucket, () => openWriter(parts, upload)),
    gather: async (upload) => await told(bucket, () => gather(parts, upload)),
    remove: async (upload) => await told(bucket, () => remove(bucket, upload)),
    sweep: async (options) => await told(bucket, () => sweep(bucket, options)),
    direct: {
      begin: async (upload) => await begin(upload, true),
      missing: async (upload) => await told(bucket, () => missing(bucket, upload)),
      sign: async (upload, part, until) =>
        await told(bucket, () =>
          bucket.multipart.sign(partedObject(upload, directPlaceOf(upload)), part, until),
        ),
    },
  };
}

type Named = { id: string };

function wholeKey({ id }: Named): string {
  return `${UPLOADS_FOLDER}${id}/whole`;
}

function partedObject(upload: Named, { multipart }: Place): PartedObject {
  return { key: wholeKey(upload), id: multipart };
}

/** Null where it was begun while media were kept elsewhere. */
function placeOf({ place }: Pick<StoredUpload, 'place'>): Place | null {
  return place === null ? null : placeSchema.parse(JSON.parse(place));
}

function directPlaceOf(upload: StoredUpload): Place {
  const place = placeOf(upload);
  if (place?.isDirect === true) return place;
  throw new AppError(
    'no-direct-upload',
    'This upload was begun as one that comes by pieces through the server: send them by PATCH. Nothing was changed.',
  );
}

function partsOf({ sizeBytes }: StoredUpload): UploadPart[] {
  return Array.from({ length: Math.ceil(sizeBytes / PART_BYTES) }, (_, index) => {
    const start = index * PART_BYTES;
    return { number: index + 1, start, size: Math.min(PART_BYTES, sizeBytes - start) };
  });
}

async function missing(bucket: Bucket, upload: StoredUpload): Promise<UploadPart[]> {
  const found = await bucket.multipart.parts(partedObject(upload, directPlaceOf(upload)));
  // It has been completed, which only happens where nothing is missing.
  if (found === null) return [];
  const sizes = new Map(found.map(({ number, size }) => [number, size]));
  return partsOf(upload).filter(({ number, size }) => sizes.get(number) !== size);
}

async function openWriter(parts: Parts, upload: StoredUpload): Promise<UploadWriter> {
  const place = placeOf(upload);
  if (place === null) throw uploadLost();
  if (place.isDirect) throw goesDirectly();
  const tail = place.tail === null ? null : await parts.bucket.get(place.tail);
  if (place.tail !== null && tail === null) throw uploadLost();
  await makeScratchFolder(parts);
  const file = join(parts.scratchFolder, `part-${newId()}`);
  const handle = await open(file, 'wx', 0o600);
  if (tail !== null) await writeAt(handle, { bytes: tail.bytes, at: 0 });
  return createWriter(parts.bucket, { upload, place, file, handle });
}

function goesDirectly(): AppError {
  return new AppError(
    'upload-protocol',
    'The parts of this upload are put straight to the bucket, at the addresses that were given for them. Nothing of this piece was kept.',
  );
}

type Writing = { upload: StoredUpload; place: Place; file: string; handle: FileHandle };

function createWriter(bucket: Bucket, { file, handle, upload, ...writing }: Writing): UploadWriter {
  let { place } = writing;
  /** Where in the upload the file begins. */
  let from = place.tags.length * PART_BYTES;
  let kept = upload.receivedBytes;
  let to = kept;
  return {
    stepBytes: PART_BYTES,
    write: async (bytes) => {
      await writeAt(handle, { bytes, at: to - from });
      to += bytes.byteLength;
    },
    keep: async (commit) => {
      if (to === kept) return;
      const before = place;
      const sent = await told(bucket, () => send(bucket, { upload, place: before, file, from, to }));
      await commit({ receivedBytes: to, place: JSON.stringify(sent) });
      place = sent;
      kept = to;
      // What fails to go now goes with the upload.
      if (before.tail !== null) await bucket.remove(before.tail).catch(() => {});
      if (sent.tail !== null) return;
      await handle.truncate(0);
      from = to;
    },
    close: async () => {
      await handle.close();
      await rm(file, { force: true });
    },
  };
}

type Held = { upload: StoredUpload; place: Place; file: string; from: number; to: number };

/** The last part of an upload may be a small one; before it, what fills none is the tail. */
async function send(bucket: Bucket, { file, from, place, to, upload }: Held): Promise<Place> {
  const object = partedObject(upload, place);
  const tags = [...place.tags];
  let at = tags.length * PART_BYTES;
  while (to - at >= PART_BYTES || (at < to && to === upload.sizeBytes)) {
    const size = Math.min(PART_BYTES, to - at);
    const part = { number: tags.length + 1, body: { path: file, start: at - from, size } };
    tags.push(await bucket.multipart.put(object, part));
    at += size;
  }
  const tail = at < to ? `${UPLOADS_FOLDER}${upload.id}/tail-${newId()}` : null;
  if (tail !== null) await bucket.put(tail, { path: file, start: at - from, size: to - at }, OBJECT);
  return { ...place, tags, tail };
}

const OBJECT = { contentType: 'application/octet-stream' };

async function gather(parts: Parts, upload: StoredUpload): Promise<GatheredFile | null> {
  const place = placeOf(upload);
  if (place === null) return null;
  const { bucket, scratchFolder } = parts;
  const object = partedObject(upload, place);
  const tags = place.isDirect
    ? await bucket.multipart.parts(object)
    : place.tags.map((etag, index) => ({ etag, number: index + 1 }));
  // Of one that has been completed before, the service knows nothing any more but the object.
  if (tags !== null && tags.length > 0) await bucket.multipart.complete(object, tags);
  const bytes = upload.sizeBytes > 0 ? await bucket.open(object.key) : new Uint8Array();
  if (bytes === null) return null;
  await makeScratchFolder(parts);
  const path = join(scratchFolder, `whole-${newId()}`);
  const close = async (): Promise<void> => await rm(path, { force: true });
  try {
    const { hash, sizeBytes } = await writeDurably(path, bytes);
    if (sizeBytes === upload.sizeBytes) return { path, hash, close };
  } catch (error) {
    await close();
    throw error;
  }
  await close();
  return null;
}

async function remove(bucket: Bucket, upload: Pick<StoredUpload, 'id' | 'place'>): Promise<void> {
  const place = placeOf(upload);
  if (place === null) return;
  await bucket.multipart.abort(partedObject(upload, place));
  for (const key of [wholeKey(upload), place.tail]) if (key !== null) await bucket.remove(key);
}

/** Listed before the ids are read, and only what is older: what is begun meanwhile is not taken for left. */
async function sweep(
  bucket: Bucket,
  { before, readIds }: Parameters<UploadPlace['sweep']>[0],
): Promise<void> {
  const found: { key: string; madeAt: number; remove: () => Promise<void> }[] = [];
  for await (const { begunAt: madeAt, ...object } of bucket.multipart.list({ below: UPLOADS_FOLDER }))
    found.push({ key: object.key, madeAt, remove: () => bucket.multipart.abort(object) });
  for await (const { key, modifiedAt: madeAt } of bucket.list({ below: UPLOADS_FOLDER }))
    found.push({ key, madeAt, remove: () => bucket.remove(key) });
  const ids = await readIds();
  for (const { key, madeAt, remove: take } of found) {
    const [id = ''] = key.slice(UPLOADS_FOLDER.length).split('/');
    if (madeAt < before.getTime() && !ids.has(id)) await take();
  }
}
