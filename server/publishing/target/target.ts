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
  /** The release the target is at; null before the first one, and where its state was lost. */
  position(): TargetPosition | null;
  /** Keeps bytes for a release to come, under the hash that is returned. They are durable once a release that names them has been applied. */
  put(content: TargetContent): Promise<string>;
  apply(release: TargetRelease): Promise<void>;
  /** Whether a release may name this hash without another `put`. */
  has(hash: string): boolean;
  /** What the current release says of this name; null for a name that it does not have. */
  lookUp(file: string): TargetFile | null;
  /** What visitors get. */
  read(file: string): Promise<Uint8Array | null>;
  list(): Iterable<ListedFile>;
  /** Lets another process publish. Idempotent. */
  close(): void;
};

export type TargetPosition = {
  /** Never used again, even where the numbers begin anew after a database was restored. */
  releaseId: string;
  releaseNumber: number;
  seq: number;
  publicationHash: string;
  templateBuild: string;
};

export type TargetContent = { bytes: Uint8Array; contentType: string };

export type TargetRelease = {
  from: TargetPosition | null;
  to: TargetPosition;
  changes: readonly TargetChange[];
};

/** `now` is null for a file that goes. */
export type TargetChange = { file: string; now: TargetFile | null };

export type TargetFile = {
  /** SHA-256 of the bytes, as `put` returned it. */
  hash: string;
  contentType: string;
  /** For a server that can redirect; the bytes are a page that leads on without one. */
  redirect: { status: number; location: string } | null;
};

export type ListedFile = TargetFile & { file: string };
