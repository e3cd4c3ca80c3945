import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../../errors.ts';
import type { Bucket } from '../../../s3/bucket.ts';
import type { TargetPosition } from '../target.ts';
import { OWN_FOLDER, type S3Site } from './s3-site.ts';
import type { MarkerNote, StoredFile } from './s3-state.ts';

const FOLDER = `${OWN_FOLDER}manifests/`;

const fileSchema = z.object({
  file: z.string(),
  hash: z.string(),
  contentType: z.string(),
  redirect: z.object({ status: z.number(), location: z.string() }).nullable(),
  isAsset: z.boolean().optional(),
  graceUntil: z.number().optional(),
  etag: z.string(),
  size: z.number(),
});

/** What one release has changed, or, without `previous`, all files of the site. */
const manifestSchema = z.object({
  format: z.literal(1),
  release: z.number(),
  previous: z.string().nullable(),
  files: z.array(fileSchema),
  removed: z.array(z.string()),
});

/** Of a machine that knows nothing, so many have to be read one after the other. */
const DIFFERENCES_MAX = 100;
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

type Release = {
  to: TargetPosition;
  /** Null for a file that is gone. */
  changed: ReadonlyMap<string, StoredFile | null>;
  isWhole?: boolean;
};

/** Costs what has changed; once as much has changed as there is, a whole list costs no more than that. */
export async function writeManifest(
  { bucket, state }: S3Site,
  { changed, isWhole = false, to }: Release,
): Promise<Omit<MarkerNote, 'etag'>> {
  const known = state.marker();
  const changedFiles = (known?.changedFiles ?? 0) + changed.size;
  const differences = (known?.differences ?? 0) + 1;
  const previous = known?.manifest ?? null;
  const isDifference =
    !isWhole && previous !== null && differences <= DIFFERENCES_MAX && changedFiles < state.countFiles();
  const files = isDifference
    ? [...changed.values()].filter((file) => file !== null)
    : [...wholeList(state.listStored(), changed)];
  const removed = isDifference ? [...changed].filter(([, file]) => file === null).map(([file]) => file) : [];
  const text = JSON.stringify({
    format: 1,
    release: to.releaseNumber,
    previous: isDifference ? previous : null,
    files,
    removed,
  } satisfies z.infer<typeof manifestSchema>);
  const key = `${FOLDER}${String(to.releaseNumber).padStart(10, '0')}-${crypto.randomUUID()}.json.gz`;
  await bucket.put(key, { bytes: await pack(text) }, { contentType: 'application/gzip' });
  return isDifference
    ? { manifest: key, differences, changedFiles }
    : { manifest: key, differences: 0, changedFiles: 0 };
}

function* wholeList(
  stored: Iterable<StoredFile>,
  changed: ReadonlyMap<string, StoredFile | null>,
): Iterable<StoredFile> {
  for (const file of stored) if (!changed.has(file.file)) yield file;
  for (const file of changed.values()) if (file !== null) yield file;
}

export type ReadManifests = { files: Map<string, StoredFile>; differences: number; changedFiles: number };

/** All files of the release whose manifest this is. */
export async function readManifests(bucket: Bucket, newest: string | null): Promise<ReadManifests> {
  const found: z.infer<typeof manifestSchema>[] = [];
  for (let key = newest; key !== null; key = found.at(-1)?.previous ?? null)
    found.push(await readManifest(bucket, key));
  const files = new Map<string, StoredFile>();
  for (const manifest of found.toReversed()) {
    for (const file of manifest.removed) files.delete(file);
    for (const file of manifest.files) files.set(file.file, storedFile(file));
  }
  const differences = found.slice(0, -1);
  return {
    files,
    differences: differences.length,
    changedFiles: differences.reduce((sum, { files: own, removed }) => sum + own.length + removed.length, 0),
  };
}

/** Without members that are there and undefined. */
function storedFile({ graceUntil, isAsset, ...file }: z.infer<typeof fileSchema>): StoredFile {
  return {
    ...file,
    ...(isAsset !== undefined && { isAsset }),
    ...(graceUntil !== undefined && { graceUntil }),
  };
}

async function readManifest(bucket: Bucket, key: string): Promise<z.infer<typeof manifestSchema>> {
  const found = await bucket.get(key);
  if (found !== null) return manifestSchema.parse(JSON.parse((await unpack(found.bytes)).toString()));
  throw new AppError(
    'target-failed',
    `${bucket.name}${key} is gone, without which nobody can tell what the bucket holds. Remove ${OWN_FOLDER}current too: the next release then makes everything anew.`,
  );
}

/** Those that nobody needs: older than anyone looks back, and before the last whole list. `before` null: all but the newest. */
export async function removeManifests(
  { bucket, state }: S3Site,
  { before }: { before: number | null },
): Promise<void> {
  const newest = state.marker()?.manifest ?? null;
  const needed = new Set<string>();
  for (let key = newest; key !== null;) {
    needed.add(key);
    key = before === null ? null : (await readManifest(bucket, key)).previous;
  }
  for await (const { key, modifiedAt } of bucket.list({ below: FOLDER }))
    if (!needed.has(key) && (before === null || modifiedAt < before - KEPT_MS)) await bucket.remove(key);
}
