import { t } from '@lingui/core/macro';
import PQueue from 'p-queue';
import { ApiError } from '../../../model/api/api-error.ts';
import type { Media } from '../../../model/api/media.ts';
import { api } from '../api/api.ts';
import { sessionQuery } from '../api/queries.ts';
import { queryClient } from '../api/query-client.ts';
import { putPart } from './put-part.ts';
import { FileGoneError } from './read-file.ts';
import { sendFile, type BucketDoor, type SendingDeps } from './send-file.ts';
import { createUploadShelf } from './upload-shelf.ts';

export type UploadProgress = {
  file: File;
  /** `unreachable`: it goes on by itself once the server answers again. */
  state: 'sending' | 'unreachable';
  sentBytes: number;
};

export type UploadOutcome =
  | { kind: 'done'; file: File; media: Media }
  /** `message` says why, to whoever sent it. */
  | { kind: 'refused'; file: File; message: string }
  | { kind: 'cancelled'; file: File };

type UploadOptions = {
  onProgress?: (progress: UploadProgress) => void;
  /** Nobody wants these files any more: the server forgets what has come of them. */
  signal?: AbortSignal;
};

/** More at once are no faster together, and each of them alone is slower. */
const FILES_AT_ONCE = 3;
const queue = new PQueue({ concurrency: FILES_AT_ONCE });

export const uploadShelf = createUploadShelf(localStorage);

const now = (): number => performance.now();
const deps: SendingDeps = { api, bucket: createBucketDoor(), shelf: uploadShelf, pause, now };

/** Puts files into the media library, and says of each what it has become, in their order. Nothing is thrown. */
export async function uploadFiles(
  files: readonly File[],
  { onProgress = () => {}, signal = new AbortController().signal }: UploadOptions = {},
): Promise<UploadOutcome[]> {
  return await Promise.all(
    files.map((file) => queue.add(async () => await uploadOne(file, { onProgress, signal }))),
  );
}

async function uploadOne(
  file: File,
  { onProgress, signal }: Required<UploadOptions>,
): Promise<UploadOutcome> {
  if (signal.aborted) return { kind: 'cancelled', file };
  let progress: UploadProgress = { file, state: 'sending', sentBytes: 0 };
  const tell = (change: Partial<UploadProgress>): void => {
    progress = { ...progress, ...change };
    onProgress(progress);
  };
  tell({});
  try {
    const media = await sendFile(deps, {
      file,
      signal,
      onSent: (sentBytes) => tell({ sentBytes }),
      onWaiting: (isWaiting) => tell({ state: isWaiting ? 'unreachable' : 'sending' }),
    });
    return { kind: 'done', file, media };
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled', file };
    return { kind: 'refused', file, message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof FileGoneError)
    return t`The file cannot be read any more: it was changed, moved or deleted. Choose it again.`;
  return error instanceof Error ? error.message : String(error);
}

/** What was in the way may be out of it after a while, and a page stays open for days. */
const SHUT_MS = 10 * 60_000;

/** Open where the operator has said so. */
function createBucketDoor(): BucketDoor {
  let openFrom = 0;
  return {
    put: putPart,
    isOpen: () =>
      now() >= openFrom && queryClient.getQueryData(sessionQuery.queryKey)?.directUploads === true,
    shut: () => {
      openFrom = now() + SHUT_MS;
    },
  };
}

/** Also over as soon as this machine is back in a network, and when nobody waits any more. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener('online', over);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    globalThis.addEventListener('online', over);
    signal.addEventListener('abort', over);
    if (signal.aborted) over();
  });
}
