import { ApiError } from '../../../model/api/api-error.ts';
import type { ApiClient } from '../../../model/api/client.ts';
import type { Media } from '../../../model/api/media.ts';
import { endsSession, reportEnd } from '../api/session-end.ts';
import { BucketError, type putPart } from './put-part.ts';
import { readable } from './read-file.ts';
import { BucketShutError, straightToBucket } from './straight-to-bucket.ts';
import { throughServer } from './through-server.ts';
import { fingerprintOf, type UploadShelf } from './upload-shelf.ts';
import type { Place, UploadWay } from './upload-way.ts';

type UploadApi = Pick<
  ApiClient,
  | 'addressUploadParts'
  | 'appendUpload'
  | 'beginDirectUpload'
  | 'beginUpload'
  | 'endUpload'
  | 'finishUpload'
  | 'readMedia'
  | 'readUpload'
>;

export type SendingDeps = {
  api: UploadApi;
  bucket: BucketDoor;
  shelf: UploadShelf;
  /** Resolves after so long, or earlier: once it is worth trying again, or the signal says that it is not. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
};

/** Where media are kept, as far as this browser may put bytes there itself. */
export type BucketDoor = { isOpen: () => boolean; put: typeof putPart; shut: () => void };

export type Sending = {
  file: File;
  signal: AbortSignal;
  onSent: (sentBytes: number) => void;
  /** Whether the server, or the bucket, can be reached just now. */
  onWaiting: (isWaiting: boolean) => void;
};

type Known = Sending & { fingerprint: string };

/** Brings a file to where media are kept, and returns what it has become: straight to the bucket where that is wanted and goes, otherwise through the server. */
export async function sendFile(deps: SendingDeps, sending: Sending): Promise<Media> {
  const { api, bucket, now, shelf } = deps;
  const known = { ...sending, fingerprint: await readable(fingerprintOf(sending.file)) };
  const shelved = shelf.find(known.fingerprint);
  if (bucket.isOpen() && (shelved === undefined || shelved.isDirect)) {
    try {
      return await sendBy(straightToBucket({ api, now, put: bucket.put }, sending), deps, known);
    } catch (error) {
      if (!(error instanceof BucketShutError)) throw error;
      bucket.shut();
    }
    await abandon(deps, known);
  } else if (shelved?.isDirect === true) await abandon(deps, known);
  return await sendBy(throughServer(deps, sending), deps, known);
}

/**
 * By pieces. Whatever happens to the connection, to the server or to the page, what has come is not sent again. What fails in passing is tried until it goes or the
 * signal says that nobody wants it any more; the rest is thrown.
 */
async function sendBy(way: UploadWay, deps: SendingDeps, sending: Known): Promise<Media> {
  const { fingerprint, signal } = sending;
  const tries: Tries = { failures: 0, losses: 0, key: newKey(), uploadId: undefined };
  let place: Place | null = null;
  for (;;) {
    try {
      place ??= await findPlace(deps, { ...sending, tries, way });
      tries.uploadId = place.uploadId;
      sending.onSent(place.sentBytes);
      if (place.mediaId !== null) return await finish(deps, { ...place, mediaId: place.mediaId, signal });
      place = await way.sendNext(place);
      noteProgress(deps, place);
      tries.failures = 0;
      sending.onWaiting(false);
    } catch (error) {
      if (signal.aborted) {
        await abandon(deps, { fingerprint, uploadId: tries.uploadId });
        throw signal.reason;
      }
      // It may have got further than this page has heard.
      place = null;
      if (codeOf(error) === 'upload-not-found' && tries.losses < LOSSES_MAX) {
        forget(deps, fingerprint);
        tries.losses += 1;
        tries.key = newKey();
        tries.uploadId = undefined;
        continue;
      }
      reportEnd(codeOf(error));
      if (!isPassing(error)) {
        if (ENDING.has(codeOf(error))) forget(deps, fingerprint);
        throw error;
      }
      tries.failures += 1;
      way.slowDown();
      sending.onWaiting(isUnreachable(error));
      // Over before its time where nobody wants the file any more: the next try finds out.
      await deps.pause(pauseMs(error, tries.failures), signal);
    }
  }
}

type Tries = {
  /** Since something has come. */
  failures: number;
  losses: number;
  key: string;
  /** That of this page, where the browser remembers none. */
  uploadId: string | undefined;
};

/** The server ends an upload that it refuses, and forgets one after a day: each is begun anew, but not for ever. */
const LOSSES_MAX = 3;

type Finding = Known & { tries: Tries; way: UploadWay };

/** Where the server says that the upload of this file stands; a new one where there is none. */
async function findPlace({ shelf }: SendingDeps, { file, fingerprint, tries, way }: Finding): Promise<Place> {
  const known = tries.uploadId ?? shelf.find(fingerprint)?.uploadId;
  if (known !== undefined) return await way.find(known);
  const { expiresAt, ...place } = await way.begin(tries.key);
  const { name: fileName, size: sizeBytes } = file;
  const { uploadId } = place;
  const { isDirect } = way;
  shelf.put({ fingerprint, uploadId, fileName, sizeBytes, sentBytes: 0, expiresAt, isDirect });
  return place;
}

function noteProgress({ shelf }: SendingDeps, { sentBytes, uploadId }: Place): void {
  const known = shelf.list().find((upload) => upload.uploadId === uploadId);
  if (known !== undefined) shelf.put({ ...known, sentBytes });
}

type Finishing = { uploadId: string; mediaId: string; signal: AbortSignal };

async function finish({ api, shelf }: SendingDeps, { mediaId, signal, uploadId }: Finishing): Promise<Media> {
  const { body } = await api.readMedia({ id: mediaId, signal });
  shelf.remove(uploadId);
  return body;
}

function forget({ shelf }: SendingDeps, fingerprint: string): string | undefined {
  const known = shelf.find(fingerprint);
  if (known !== undefined) shelf.remove(known.uploadId);
  return known?.uploadId;
}

/** Nobody wants it any more: the server need not keep what has come. */
async function abandon(
  deps: SendingDeps,
  { fingerprint, uploadId }: { fingerprint: string; uploadId?: string | undefined },
): Promise<void> {
  const id = forget(deps, fingerprint) ?? uploadId;
  // It ends there by itself, too.
  if (id !== undefined) await deps.api.endUpload({ id }).catch(() => {});
}

/** What mends itself: the connection, the server while it starts again, somebody who has to sign in again, and a place that the server knows better. */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return isUnreachable(error) || endsSession(code) || PASSING.has(code) || statusOf(error) === 429;
}

const PASSING = new Set(['upload-offset', 'upload-busy', 'upload-incomplete']);

function isUnreachable(error: unknown): boolean {
  return (
    error instanceof BucketError || codeOf(error) === 'no-answer' || [502, 503, 504].includes(statusOf(error))
  );
}

/** With these the server keeps nothing of what has come. */
const ENDING = new Set(['file-too-large', 'media-damaged', 'media-type-refused', 'picture-too-large']);

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : '';
}

function statusOf(error: unknown): number {
  return error instanceof ApiError ? (error.status ?? 0) : 0;
}

/** `crypto.randomUUID` is missing where a page is served over plain http. */
function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}

const PAUSE_MS = { first: 500, most: 15_000 };

function pauseMs(error: unknown, failures: number): number {
  const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return Math.max(asked, Math.min(PAUSE_MS.most, PAUSE_MS.first * 2 ** (failures - 1)));
}
