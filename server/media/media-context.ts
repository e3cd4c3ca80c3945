import type { Kysely } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import type { Actor } from '../accounts/actor.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import type { MediaStore } from './media-store.ts';
import type { UploadPlace } from './upload-place.ts';

/** What every use case of this folder needs from the process it runs in. */
export type MediaContext = {
  database: Database;
  store: MediaStore;
  uploads: UploadPlace;
  limits: MediaLimits;
  /** Where files are as long as they are on their way. On this machine: it need not outlast anything but the process. */
  scratchFolder: string;
  now: () => Date;
  /** As in `server/authoring/authoring-context.ts`. */
  publicationCommitted: (position: LogPosition) => void;
  /** Throws `not-allowed` where a change of the file would change public entries that the actor may not publish. Absent where nobody asks whose they are. */
  requireMayChange?: (tx: Kysely<Tables>, change: { actor: Actor; mediaId: string }) => Promise<void>;
  /** Whether a public page shows the file, whatever names it. Absent where nobody knows the pages. */
  isShown?: (mediaId: string) => boolean;
};

export type MediaLimits = {
  /** Of one file. */
  bytes: number;
  /** Of one picture, all of its frames together. */
  pixels: number;
};

/** Who asks, and the id under which the logs and the audit remember it. */
export type Call = { actor: Actor; correlationId: string | null };

/** A file that has arrived and is nothing yet. */
export type ReceivedFile = {
  /** On this machine. */
  path: string;
  /** What its sender calls it, whatever that is. */
  fileName: string;
  claimedType: string | null;
  /** SHA-256 of its bytes. */
  hash: string;
  sizeBytes: number;
};
