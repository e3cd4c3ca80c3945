import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type {
  ListMultipartUploadsCommandInput,
  ListMultipartUploadsCommandOutput,
  ListPartsCommandOutput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Place } from '../config-s3.ts';
import { keyOf, orNull, tagOf, timeoutFor, type Ask } from './ask.ts';
import { md5Of, sizeOf, withBody, type ObjectBytes } from './object-body.ts';

/** An object that comes in parts; `id` is what the service calls this attempt at it. */
export type PartedObject = { key: string; id: string };

/** Counted from 1. Sent again, it takes the place of the one that was there. */
export type ObjectPart = { number: number; etag: string; size: number };

export type Until = { at: Date; seconds: number };

/** Every part but the last one has to have so many bytes at least, for any service. */
export const PART_BYTES_MIN = 5 * 1024 * 1024;

/** Objects that come in parts: nobody sees anything of one before it is complete. */
export type Multipart = {
  /** Returns the id. */
  begin(key: string): Promise<string>;
  /** Returns the entity tag, without quotes. */
  put(object: PartedObject, part: { number: number; body: ObjectBytes }): Promise<string>;
  /** An address to which whoever has it may put a body of exactly this size as that part, from `at` on, for so long. */
  sign(object: PartedObject, part: { number: number; size: number }, until: Until): Promise<string>;
  /** In their order. Null where there is no such attempt, or none any more. */
  parts(object: PartedObject): Promise<ObjectPart[] | null>;
  /** Makes the object of exactly these parts. False where they are not there, or no such attempt is any more. */
  complete(object: PartedObject, parts: readonly Omit<ObjectPart, 'size'>[]): Promise<boolean>;
  /** Idempotent. */
  abort(object: PartedObject): Promise<void>;
  /** Those that are neither complete nor aborted. */
  list(options: { below: string }): AsyncIterable<PartedObject & { begunAt: number }>;
};

export function multipart(place: S3Place, ask: Ask): Multipart {
  const named = ({ id, key }: PartedObject) => ({ ...keyOf(place, key), UploadId: id });
  return {
    begin: async (key) => {
      const input = { ...keyOf(place, key), ContentType: 'application/octet-stream' };
      const { UploadId } = await ask((client, options) =>
        client.send(new CreateMultipartUploadCommand(input), options),
      );
      return UploadId ?? '';
    },
    put: async (object, { body, number }) => {
      const size = sizeOf(body);
      const input = {
        ...named(object),
        PartNumber: number,
        ContentLength: size,
        ContentMD5: await md5Of(body),
      };
      const { ETag } = await ask(
        (client, options) =>
          withBody(body, (Body) => client.send(new UploadPartCommand({ ...input, Body }), options)),
        { timeoutMs: timeoutFor(size) },
      );
      return tagOf(ETag);
    },
    sign: async (object, { number, size }, { at, seconds }) => {
      const input = { ...named(object), PartNumber: number, ContentLength: size };
      return await ask((client) =>
        getSignedUrl(client, new UploadPartCommand(input), { expiresIn: seconds, signingDate: at }),
      );
    },
    parts: async (object) => await orNull(() => listParts(ask, named(object))),
    complete: async (object, parts) => {
      const Parts = parts.map(({ etag, number }) => ({ ETag: etag, PartNumber: number }));
      const input = { ...named(object), MultipartUpload: { Parts } };
      const complete = () =>
        ask((client, options) => client.send(new CompleteMultipartUploadCommand(input), options));
      return (await orNull(() => orNullIfOther(complete))) !== null;
    },
    abort: async (object) => {
      const input = named(object);
      await orNull(() =>
        ask((client, options) => client.send(new AbortMultipartUploadCommand(input), options)),
      );
    },
    list: ({ below }) => listBegun(place, { ask, below }),
  };
}

/** A part that is missing, or has another tag. */
async function orNullIfOther<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidPart') return null;
    throw error;
  }
}

async function listParts(
  ask: Ask,
  input: { Bucket: string; Key: string; UploadId: string },
): Promise<ObjectPart[]> {
  const found: ObjectPart[] = [];
  let marker: string | undefined;
  do {
    const page: ListPartsCommandOutput = await ask((client, options) =>
      client.send(new ListPartsCommand({ ...input, PartNumberMarker: marker }), options),
    );
    for (const { ETag, PartNumber = 0, Size = 0 } of page.Parts ?? [])
      found.push({ number: PartNumber, etag: tagOf(ETag), size: Size });
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return found;
}

async function* listBegun(
  { bucket, prefix }: S3Place,
  { ask, below }: { ask: Ask; below: string },
): AsyncGenerator<PartedObject & { begunAt: number }, void> {
  let next: Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'> | undefined = {};
  while (next !== undefined) {
    const input = { Bucket: bucket, Prefix: prefix + below, ...next };
    const page: ListMultipartUploadsCommandOutput = await ask((client, options) =>
      client.send(new ListMultipartUploadsCommand(input), options),
    );
    for (const { Initiated, Key = '', UploadId = '' } of page.Uploads ?? [])
      yield { key: Key.slice(prefix.length), id: UploadId, begunAt: Initiated?.getTime() ?? 0 };
    next =
      page.IsTruncated === true
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : undefined;
  }
}
