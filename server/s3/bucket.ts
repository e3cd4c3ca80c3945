import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type {
  DeleteMarkerEntry,
  GetObjectCommandOutput,
  HeadObjectCommandOutput,
  ListObjectVersionsCommandInput,
  ListObjectVersionsCommandOutput,
  ObjectVersion,
} from '@aws-sdk/client-s3';
import type { S3Place } from '../config-s3.ts';
import { keyOf, orNull, tagOf, timeoutFor, type Ask } from './ask.ts';
import { createAttempts, type WhileAllowed } from './attempts.ts';
import { statusOf } from './bucket-problem.ts';
import { multipart, type Multipart } from './multipart.ts';
import { md5Of, sizeOf, withBody, type ObjectBytes } from './object-body.ts';

export type ObjectHeaders = {
  contentType: string;
  cacheControl?: string;
  redirect?: string | undefined;
  /** By name; ASCII alone. */
  notes?: Readonly<Record<string, string>>;
};

/** As the header has it: a service may want the tag with its quotes or without. */
export type Condition = {
  ifMatch?: string;
  ifNoneMatch?: '*';
  /** Instead of that of the body. */
  md5?: string;
};

export type FoundObject = ObjectHeaders & { etag: string; size: number; modifiedAt: number };

export type ListedObject = { key: string; etag: string; size: number; modifiedAt: number };

export type ListedVersion = { key: string; versionId: string; etag: string; isLatest: boolean };

/**
 * One prefix of one bucket. Every request has a time limit, and is tried a few times where that may help; what fails for good throws what the SDK
 * threw. What is not there is null, and may be removed again.
 */
export type Bucket = {
  /** As the operator wrote it. */
  readonly name: string;
  /** Returns the entity tag, without quotes. Throws with status 412 where the condition does not hold. */
  put(key: string, body: ObjectBytes, options: ObjectHeaders & Condition): Promise<string>;
  /** Within the service, with headers of its own. Null where there is nothing to copy. */
  copy(from: string, to: string, headers: ObjectHeaders): Promise<string | null>;
  get(key: string): Promise<(FoundObject & { bytes: Uint8Array }) | null>;
  /** As it comes. `end` is that of the last byte. */
  open(key: string, part?: { start: number; end: number }): Promise<Readable | null>;
  look(key: string): Promise<FoundObject | null>;
  remove(key: string, version?: { versionId: string }): Promise<void>;
  list(options?: { below?: string; pageSize?: number }): AsyncIterable<ListedObject>;
  /** Whether a rule of its own aborts objects in parts that nobody completes. Null: it does not say. */
  abortsUnfinished(): Promise<boolean | null>;
  /** Whether the service keeps what is replaced or removed. */
  keepsVersions(): Promise<boolean>;
  listVersions(): AsyncIterable<ListedVersion>;
  readonly multipart: Multipart;
  close(): void;
};

type BucketOptions = {
  /** Ends what is under way. */
  signal?: AbortSignal | undefined;
  /** Asked before each request. */
  whileLeading?: WhileAllowed;
};

const ALWAYS = new AbortController().signal;

export function openBucket(
  place: S3Place,
  { signal, whileLeading = () => ALWAYS }: BucketOptions = {},
): Bucket {
  const client = createClient(place);
  const closing = new AbortController();
  const ended = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  const attempt = createAttempts(ended, whileLeading);
  const ask: Ask = (send, { timeoutMs = timeoutFor(0) } = {}) =>
    attempt((abortSignal) => send(client, { abortSignal }), { timeoutMs });
  return {
    name: `s3://${place.bucket}/${place.prefix}`,
    ...writing(place, ask),
    ...reading(place, ask),
    ...knowing(place, ask),
    ...listing(place, ask),
    multipart: multipart(place, ask),
    close: () => {
      closing.abort();
      client.destroy();
    },
  };
}

function writing(place: S3Place, ask: Ask): Pick<Bucket, 'put' | 'copy' | 'remove'> {
  return {
    put: async (key, body, { ifMatch, ifNoneMatch, md5, ...headers }) => {
      const size = sizeOf(body);
      const input = {
        ...keyOf(place, key),
        ...inputOf(headers),
        ContentMD5: md5 ?? (await md5Of(body)),
        ContentLength: size,
        IfMatch: ifMatch,
        IfNoneMatch: ifNoneMatch,
      };
      const { ETag } = await ask(
        (client, options) =>
          withBody(body, (Body) => client.send(new PutObjectCommand({ ...input, Body }), options)),
        { timeoutMs: timeoutFor(size) },
      );
      return tagOf(ETag);
    },
    copy: async (from, to, headers) => {
      const input = {
        ...keyOf(place, to),
        ...inputOf(headers),
        CopySource: encodeURIComponent(`${place.bucket}/${place.prefix}${from}`),
        MetadataDirective: 'REPLACE' as const,
      };
      const answer = await orNull(() =>
        ask((client, options) => client.send(new CopyObjectCommand(input), options)),
      );
      return answer === null ? null : tagOf(answer.CopyObjectResult?.ETag);
    },
    remove: async (key, version) => {
      const input = { ...keyOf(place, key), VersionId: version?.versionId };
      await orNull(() => ask((client, options) => client.send(new DeleteObjectCommand(input), options)));
    },
  };
}

function reading(place: S3Place, ask: Ask): Pick<Bucket, 'get' | 'look' | 'open'> {
  return {
    get: async (key) =>
      await orNull(() =>
        ask(async (client, options) => {
          const found = await client.send(new GetObjectCommand(keyOf(place, key)), options);
          const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
          return { ...foundObject(found), bytes };
        }),
      ),
    open: async (key, part) => {
      const Range = part === undefined ? undefined : `bytes=${part.start}-${part.end}`;
      const input = { ...keyOf(place, key), Range };
      const found = await orNull(() =>
        ask((client, options) => client.send(new GetObjectCommand(input), options)),
      );
      if (found === null) return null;
      return found.Body instanceof Readable ? found.Body : Readable.from([]);
    },
    look: async (key) =>
      await orNull(() =>
        ask(async (client, options) =>
          foundObject(await client.send(new HeadObjectCommand(keyOf(place, key)), options)),
        ),
      ),
  };
}

function knowing({ bucket: Bucket }: S3Place, ask: Ask): Pick<Bucket, 'abortsUnfinished' | 'keepsVersions'> {
  return {
    abortsUnfinished: async () => {
      try {
        const { Rules = [] } = await ask((client, options) =>
          client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }), options),
        );
        return Rules.some((rule) => rule.Status === 'Enabled' && rule.AbortIncompleteMultipartUpload);
      } catch (error) {
        if ([403, 405, 501].includes(statusOf(error) ?? 0)) return null;
        if (statusOf(error) === 404) return false;
        throw error;
      }
    },
    keepsVersions: async () => {
      const answer = await ifKnown(() =>
        ask((client, options) => client.send(new GetBucketVersioningCommand({ Bucket }), options)),
      );
      return answer?.Status !== undefined;
    },
  };
}

function listing(place: S3Place, ask: Ask): Pick<Bucket, 'list' | 'listVersions'> {
  const Bucket = place.bucket;
  const below = ({ Key = '' }: { Key?: string | undefined }): string => Key.slice(place.prefix.length);
  return {
    list: async function* list({ below: folder = '', pageSize } = {}) {
      let token: string | undefined;
      do {
        const input = {
          Bucket,
          Prefix: place.prefix + folder,
          ContinuationToken: token,
          ...(pageSize !== undefined && { MaxKeys: pageSize }),
        };
        const page = await ask((client, options) => client.send(new ListObjectsV2Command(input), options));
        for (const object of page.Contents ?? [])
          yield {
            key: below(object),
            etag: tagOf(object.ETag),
            size: object.Size ?? 0,
            modifiedAt: object.LastModified?.getTime() ?? 0,
          };
        token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
    },
    listVersions: async function* listVersions() {
      let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
      while (next !== undefined) {
        const input: ListObjectVersionsCommandInput = { Bucket, Prefix: place.prefix, ...next };
        const page: ListObjectVersionsCommandOutput = await ask((client, options) =>
          client.send(new ListObjectVersionsCommand(input), options),
        );
        for (const version of page.Versions ?? [])
          yield { key: below(version), ...versionOf(version), etag: tagOf(version.ETag) };
        for (const marker of page.DeleteMarkers ?? [])
          yield { key: below(marker), ...versionOf(marker), etag: '' };
        next =
          page.IsTruncated === true
            ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
            : undefined;
      }
    },
  };
}

/** What fails is thrown, and told by whoever asked: a line of the SDK's own would come between those of the log. */
const ignore = (): void => undefined;
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** The checksums that the SDK adds by itself are refused by some services, or stored as part of the body. */
function createClient({ credentials, endpoint, forcePathStyle, region }: S3Place): S3Client {
  return new S3Client({
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
    logger: SILENT,
  });
}

function foundObject(found: HeadObjectCommandOutput | GetObjectCommandOutput): FoundObject {
  return {
    contentType: found.ContentType ?? '',
    cacheControl: found.CacheControl ?? '',
    redirect: found.WebsiteRedirectLocation,
    notes: found.Metadata ?? {},
    etag: tagOf(found.ETag),
    size: found.ContentLength ?? 0,
    modifiedAt: found.LastModified?.getTime() ?? 0,
  };
}

function inputOf({ cacheControl, contentType, notes, redirect }: ObjectHeaders) {
  return {
    ContentType: contentType,
    ...(cacheControl !== undefined && { CacheControl: cacheControl }),
    ...(redirect !== undefined && { WebsiteRedirectLocation: redirect }),
    ...(notes !== undefined && { Metadata: { ...notes } }),
  };
}

function versionOf({ IsLatest, VersionId }: ObjectVersion | DeleteMarkerEntry) {
  return { versionId: VersionId ?? '', isLatest: IsLatest === true };
}

/** Null where the service does not know the question. */
async function ifKnown<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if ([405, 501].includes(statusOf(error) ?? 0)) return null;
    throw error;
  }
}
