import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../../errors.ts';
import { statusOf } from '../../../s3/bucket-problem.ts';
import type { Condition } from '../../../s3/bucket.ts';
import { OWN_FOLDER, type S3Site } from './s3-site.ts';

const KEY = `${OWN_FOLDER}current`;

const positionSchema = z.object({
  releaseId: z.string(),
  releaseNumber: z.number(),
  seq: z.number(),
  publicationHash: z.string(),
  templateBuild: z.string(),
});

const markerSchema = z.object({
  format: z.literal(1),
  position: positionSchema.nullable(),
  /** The newest one, which leads to those before it. */
  manifest: z.string().nullable(),
  /** Whoever is changing the bucket. */
  claim: z.object({ by: z.string(), at: z.string(), epoch: z.number().optional() }).nullable(),
});

/** The one object that tells which release the bucket is at. */
export type Marker = z.infer<typeof markerSchema>;

/** Longer than a release takes, but for a first one: after that, whoever claimed the bucket has ended. */
const CLAIM_MS = 5 * 60_000;

export async function readMarker({
  bucket,
}: Pick<S3Site, 'bucket'>): Promise<{ marker: Marker; etag: string } | null> {
  const found = await bucket.get(KEY);
  if (found === null) return null;
  const parsed = markerSchema.safeParse(parse(found.bytes));
  if (parsed.success) return { marker: parsed.data, etag: found.etag };
  throw new AppError(
    'target-failed',
    `${bucket.name}${KEY} is not what Stillpress has written there. Remove that object: the next release then makes everything anew.`,
  );
}

/**
 * Tells other machines that this one changes the bucket now. Throws `publisher-busy` where another one does: one that led before this one does not, whatever
 * it has written there.
 */
export async function claim(site: S3Site): Promise<void> {
  const { epoch, state } = site;
  const found = await readMarker(site);
  const other = found?.marker.claim ?? null;
  const isOfOther = other !== null && other.by !== state.id() && (other.epoch ?? 0) >= epoch;
  if (isOfOther && Date.now() - Date.parse(other.at) < CLAIM_MS) throw isClaimed(site, other.at);
  if ((found?.etag ?? null) !== (state.marker()?.etag ?? null)) throw hasMoved(site);
  const known = state.marker() ?? { manifest: null, differences: 0, changedFiles: 0 };
  const etag = await writeMarker(site, {
    format: 1,
    position: found?.marker.position ?? null,
    manifest: known.manifest,
    claim: { by: state.id(), at: new Date().toISOString(), epoch },
  });
  state.noteMarker({ ...known, etag });
}

/** In place of the one that this machine knows, and of no other where the service can tell. Returns the new tag. */
export async function writeMarker(site: S3Site, marker: Marker): Promise<string> {
  const { bucket } = site;
  const bytes = Buffer.from(JSON.stringify(marker));
  try {
    return await bucket.put(KEY, { bytes }, { contentType: 'application/json', ...conditionOf(site) });
  } catch (error) {
    if (![409, 412].includes(statusOf(error) ?? 0)) throw error;
    // An answer that was lost on its way: the second attempt meets what the first one wrote.
    const found = await readMarker(site);
    if (found !== null && isDeepStrictEqual(found.marker, marker)) return found.etag;
    throw hasMoved(site, error);
  }
}

function conditionOf({ abilities, state }: S3Site): Condition {
  const etag = state.marker()?.etag;
  if (abilities.conditionalWrites === null) return {};
  if (etag === undefined) return { ifNoneMatch: '*' };
  return { ifMatch: abilities.conditionalWrites === 'quoted' ? `"${etag}"` : etag };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return null;
  }
}

function isClaimed({ bucket }: S3Site, at: string): AppError {
  return new AppError(
    'publisher-busy',
    `Another machine is publishing to ${bucket.name}, since ${at}. One is enough: stop the other one. If it has ended, this one takes over ${CLAIM_MS / 60_000} minutes after that.`,
    { retryAfterSeconds: 60 },
  );
}

function hasMoved({ bucket }: S3Site, cause?: unknown): AppError {
  return new AppError(
    'target-failed',
    `Another machine has published to ${bucket.name} meanwhile. Nothing more was written; the next attempt looks at what is there first.`,
    { cause, retryAfterSeconds: 5 },
  );
}
