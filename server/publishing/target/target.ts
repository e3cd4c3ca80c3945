import type { Readable } from 'node:stream';

/**
 * Where visitors read. A target holds files by name and changes them release by release.
 *
 * - **Idempotent.** Applying the release that the target is at already does nothing; putting the same bytes twice keeps them once.
 * - **Ordered.** A release is a difference to the one the target is at (`from`). Any other is refused and changes nothing.
 * - **Resumable.** A release that was interrupted, even by the end of the process, leaves the one before it or itself, never a mixture that
 *   visitors could see for good; the next `apply` finishes what is left.
 * - **Missing.** `read` of a file that is not there gives null; a file that cannot be read throws.
 */
export type Target = {
  /** As it stands in release rows. */
  readonly name: string;
  /**
   * Before a round: looks whether what was opened is still there. Where somebody has deleted it, the target begins anew, at no release, and this says
   * true.
   */
  renew(): Promise<boolean>;
  /** The release the target is at; null before the first one, and where its state was lost. */
  position(): TargetPosition | null;
  /**
   * Keeps bytes for a release to come, under the hash that is returned. They are durable once a release that names them has been applied. Where there is no
   * release yet, a target that needs long for each file may bring them to their place at once.
   */
  put: (content: TargetContent, place?: TargetPlace) => Promise<string>;
  /** Drops what was put and no release has named: for when none is being made. What is needed after all has to be put again. */
  forgetPut(): Promise<void>;
  apply(release: TargetRelease): Promise<void>;
  /**
   * Does in advance what the next release would wait for, the most after a large one. For when requests that were under way at the last
   * release have ended: some seconds later.
   */
  prepare(): Promise<void>;
  /** Whether a release may name this hash without another `put`: how a rollback tells what it has to make again. */
  has(hash: string): boolean;
  /** What the current release says of this name; null for a name that it does not have. */
  lookUp(file: string): TargetFile | null;
  /** What visitors get. */
  read(file: string): Promise<Uint8Array | null>;
  /** All that visitors can read, what is in grace included. */
  list(): Iterable<ListedFile>;
  /**
   * Reads what is really there (all of it, or only these files) and returns the names that are not as releases left them. Where there are any, the
   * position has another `releaseId`, `has` is false for bytes that are damaged or gone, and the next release puts right all that is public, whatever it
   * changes itself: those bytes have to be put before. Visitors get what they got until then.
   */
  check(files?: readonly string[]): Promise<string[]>;
  /** Takes away what nobody needs any more. In slices: a release may come in between, and no release loses anything it names. */
  collectGarbage(options: GarbageOptions): Promise<GarbageCollected>;
  /** Recompresses what is public, as small as it gets, until the time is used up. */
  improveCompression(options: { budgetMs: number }): Promise<CompressionImproved>;
  /**
   * Names and bytes are gone for good, and durably so, when this resolves: no rollback of the target's own and no restart brings them back. So is
   * all that was put and no release has named, as after `forgetPut`. The position stays. What was interrupted is finished when the target is opened again.
   */
  erase(options: { files: readonly string[]; hashes: readonly string[] }): Promise<void>;
  /** Lets another process publish. Idempotent. */
  close(): void;
};

/** The right to change a target. Taken once its lock on this machine is held, and before anything else is touched. */
export type Leading = {
  /** Greater with each process that leads. */
  readonly epoch: number;
  /** Aborted at the moment from which on another process may lead. Throws where that has come. */
  signal(): AbortSignal;
};

/** Throws `publisher-busy` while another process leads. */
export type Lead = (place: { target: string; holder: string; isAlone: boolean }) => Promise<Leading>;

export type TargetPosition = {
  /** Never used again, even where the numbers begin anew after a database was restored. Another one where the files are not what it left. */
  releaseId: string;
  releaseNumber: number;
  seq: number;
  publicationHash: string;
  templateBuild: string;
};

export type TargetContent = BytesAtHand | BytesElsewhere;

export type BytesAtHand = {
  bytes: Uint8Array;
  contentType: string;
  /** Of the bytes, where it is known already. */
  hash?: string;
};

/** Too many to hold: a video. They are read once, where they are not here yet, and have to have this hash. */
export type BytesElsewhere = { open: () => Promise<Readable>; contentType: string; hash: string };

/** Where a release to come has the bytes, as far as is known. */
export type TargetPlace = { file: string; now: TargetFile };

export type TargetRelease = {
  from: TargetPosition | null;
  to: TargetPosition;
  changes: readonly TargetChange[];
  /** Folders, without a slash at the end, of which nothing that the release does not name stays for a time of grace. */
  withoutGrace?: readonly string[];
};

/** `now` is null for a file that goes; an asset goes after a time of grace. */
export type TargetChange = { file: string; now: TargetFile | null };

export type TargetFile = {
  /** SHA-256 of the bytes, as `put` returned it. */
  hash: string;
  contentType: string;
  /** For a server that can redirect; the bytes are a page that leads on without one. 410 leads nowhere, and its location is empty. */
  redirect: { status: number; location: string } | null;
  /**
   * True for a style, a script, a media variant: what pages name and its own name tells the version of. A page that somebody keeps in a cache
   * finds it for a time of grace after the last release that names it.
   */
  isAsset?: boolean;
};

/** `graceUntil` is there where the current release does not name the asset any more: milliseconds since 1970. */
export type ListedFile = TargetFile & { file: string; graceUntil?: number };

export type GarbageOptions = {
  /** Milliseconds since 1970. */
  now: number;
  /** Whether a release that may be gone back to names these bytes. What the target itself shows is kept in any case. */
  isReferenced: (hash: string) => boolean;
};

export type GarbageCollected = { assets: number; blobs: number; bytes: number };

export type CompressionImproved = {
  improved: number;
  bytesSaved: number;
  /** How many are left for another time. */
  left: number;
};
