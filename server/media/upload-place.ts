import type { Until } from '../s3/multipart.ts';
import type { StoredUpload } from '../store/media-uploads.ts';

/** Where the bytes of uploads are until they are whole. */
export type UploadPlace = {
  /** Makes room for one, and returns what the database keeps of it as `place`. Throws `media-store-failed` where there is none. */
  begin(upload: { id: string }): Promise<string | null>;
  /** To write behind what is kept. Throws `upload-not-found` where that is not here any more. */
  open(upload: StoredUpload): Promise<UploadWriter>;
  /** All of its bytes, once all have come. Null: they are not here any more. */
  gather(upload: StoredUpload): Promise<GatheredFile | null>;
  /** Idempotent. */
  remove(upload: Pick<StoredUpload, 'id' | 'place'>): Promise<void>;
  /** Removes what uploads that are not there any more have left, if it was begun before that time. */
  sweep(options: { before: Date; readIds: () => Promise<ReadonlySet<string>> }): Promise<void>;
  /** Null where bytes come through this server alone. */
  direct: DirectUploads | null;
};

/** Uploads whose parts their sender puts where they wait. */
export type DirectUploads = {
  /** As `begin` does. */
  begin(upload: { id: string }): Promise<string>;
  /** What is not there, or not of the size that it has to be. Throws `no-direct-upload` for an upload that was begun otherwise. */
  missing(upload: StoredUpload): Promise<UploadPart[]>;
  /** An address that takes this part and nothing else, for so long. */
  sign(upload: StoredUpload, part: UploadPart, until: Until): Promise<string>;
};

/** `start` is its first byte; `number` is counted from 1. */
export type UploadPart = { number: number; start: number; size: number };

/** How far the bytes of an upload have got, and what the database keeps about where they are. */
export type Kept = Pick<StoredUpload, 'place' | 'receivedBytes'>;

export type UploadWriter = {
  /** It is cheapest to keep what has come when its end is at a multiple of this. */
  stepBytes: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Brings what was written to where it outlasts this process, and has `commit` say so to the others. Where `commit` throws, nothing was kept. */
  keep(commit: (kept: Kept) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

export type GatheredFile = {
  /** On this machine. */
  path: string;
  /** SHA-256 of its bytes. */
  hash: string;
  /** Removes what was made of it here, and nothing else. */
  close(): Promise<void>;
};
