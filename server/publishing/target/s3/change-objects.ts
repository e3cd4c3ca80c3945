import { readFileSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../errors.ts';
import type { ObjectBytes } from '../../../s3/object-body.ts';
import type { PlannedChange } from '../disk-state.ts';
import type { TargetFile, TargetPosition } from '../target.ts';
import { writeManifest } from './manifests.ts';
import { claim, writeMarker } from './marker.ts';
import { headersOf } from './object-headers.ts';
import { blobKey, inParallel, type S3Site } from './s3-site.ts';
import type { Actual, StoredFile } from './s3-state.ts';

/** What a key has to hold, and does not. */
type Write = { file: string; now: TargetFile | null; actual: Actual };

type Order = {
  changes: readonly PlannedChange[];
  to: TargetPosition;
  /** Whether bytes that leave the site are to be kept for a rollback. */
  isKept?: (hash: string) => boolean;
  /** Nothing is done where some bytes are lacking, or all is as it should be. */
  isIfPossible?: boolean;
};

/**
 * Makes the keys hold what is planned, and whatever is astray what the release says. First the bytes that would be lost are kept; then come assets, which
 * no page names yet, then pages, and removals last. Where this is broken off, the next call goes on with what is left.
 */
export async function changeObjects(
  site: S3Site,
  { changes, isIfPossible = false, isKept = () => true, to }: Order,
): Promise<void> {
  const { state } = site;
  const writes = listWrites(site, changes);
  const lacking = writes.find((write) => !hasBytes(site, write));
  if (isIfPossible && (writes.length === 0 || lacking !== undefined)) return;
  if (lacking !== undefined) throw lacksBytes(lacking.file, to);
  if (writes.length > 0) {
    await claim(site);
    state.beginWriting();
  }
  try {
    await keepBytes(site, { writes, isKept });
    const files = new Set(writes.map(({ file }) => file));
    const assets = writes.filter(({ now }) => now?.isAsset === true);
    const pages = writes.filter(({ now }) => now !== null && now.isAsset !== true);
    const removals = writes.filter(({ now }) => now === null);
    for (const part of [assets, pages, removals])
      await inParallel(part, (write) => bring(site, { write, isBusy: (file) => files.has(file) }));
    await record(site, { changes, writes, to });
  } catch (error) {
    if (writes.length > 0) state.distrust();
    throw error;
  }
}

function listWrites({ state }: S3Site, changes: readonly PlannedChange[]): Write[] {
  const wanted = new Map<string, TargetFile | null>(changes.map(({ file, now }) => [file, now]));
  for (const file of state.astray()) if (!wanted.has(file)) wanted.set(file, state.lookUp(file));
  return [...wanted].flatMap(([file, now]) => {
    const actual = state.actual(file);
    return isAsWanted(actual, now) ? [] : [{ file, now, actual }];
  });
}

function isAsWanted(actual: Actual, now: TargetFile | null): boolean {
  if (now === null || actual.kind !== 'object') return now === null && actual.kind === 'nothing';
  return isDeepStrictEqual(shownOf(actual), shownOf(now));
}

/** What its key holds of it. */
function shownOf({ contentType, hash, isAsset, redirect }: TargetFile): unknown[] {
  return [contentType, hash, isAsset === true, redirect];
}

function hasBytes({ staged, state }: S3Site, { now }: Write): boolean {
  return now === null || staged.has(now.hash, '') || state.isKept(now.hash);
}

/** What no key has once all is written goes to a key of its own, within the service. */
async function keepBytes(
  { bucket, staged, state }: S3Site,
  { isKept, writes }: { writes: readonly Write[]; isKept: (hash: string) => boolean },
): Promise<void> {
  const busy = new Set(writes.map(({ file }) => file));
  const coming = new Set(
    writes.flatMap(({ now }) => (now !== null && staged.has(now.hash, '') ? [now.hash] : [])),
  );
  const leaving = new Map<string, { file: string; size: number; contentType: string }>();
  for (const { actual, file } of writes) {
    if (actual.kind !== 'object') continue;
    const { contentType, hash, size } = actual;
    if (leaving.has(hash) || coming.has(hash) || state.blobSize(hash) !== null || !isKept(hash)) continue;
    if (state.holders(hash).every((holder) => busy.has(holder)))
      leaving.set(hash, { file, size, contentType });
  }
  await inParallel(leaving, async ([hash, { contentType, file, size }]) => {
    const copied = await bucket.copy(file, blobKey(hash), { contentType, notes: { sha256: hash } });
    // Gone already: somebody has removed it by hand.
    if (copied !== null) state.addBlob(hash, size);
  });
}

type Bringing = { write: Omit<Write, 'actual'>; isBusy: (file: string) => boolean };

export async function bring(site: S3Site, { isBusy, write: { file, now } }: Bringing): Promise<void> {
  const { bucket, staged, state } = site;
  try {
    if (now === null) {
      await bucket.remove(file);
      state.markActual(file, { kind: 'nothing' });
    } else {
      const [first] = staged.files(now.hash);
      const stored =
        first === undefined
          ? await copyTo(site, { file, now, isBusy })
          : await sendTo(site, { file, now, path: first.path });
      state.markActual(file, { kind: 'object', ...now, ...stored });
    }
  } catch (error) {
    // It may have been written all the same.
    state.markActual(file, { kind: 'unknown' });
    throw error;
  }
}

type Stored = { etag: string; size: number };

/** From here on a file is sent a part at a time, so that many of them do not fill the memory. */
const AT_ONCE_BYTES = 1_000_000;

async function sendTo(
  { bucket }: S3Site,
  { file, now, path }: { file: string; now: TargetFile; path: string },
): Promise<Stored> {
  const { size } = statSync(path);
  const body: ObjectBytes = size < AT_ONCE_BYTES ? { bytes: readFileSync(path) } : { path, size };
  return { etag: await bucket.put(file, body, headersOf(now)), size };
}

type Copying = { file: string; now: TargetFile; isBusy: (file: string) => boolean };

async function copyTo({ bucket, state }: S3Site, { file, isBusy, now }: Copying): Promise<Stored> {
  const { hash } = now;
  const blobSize = state.blobSize(hash);
  // Its own bytes under other headers, or those of a key that stays.
  const holder = state.holders(hash).find((name) => name === file || !isBusy(name));
  const found = holder === undefined ? null : state.actual(holder);
  const size = blobSize ?? (found?.kind === 'object' ? found.size : 0);
  const source = blobSize === null ? holder : blobKey(hash);
  const etag = source === undefined ? null : await bucket.copy(source, file, headersOf(now));
  if (etag !== null) return { etag, size };
  if (blobSize !== null) state.removeBlob(hash);
  else if (holder !== undefined) state.markActual(holder, { kind: 'nothing' });
  throw new AppError(
    'target-failed',
    `The bytes for ${file} are not in ${bucket.name} any more: somebody has removed them. They are made again with the next attempt.`,
  );
}

/** From here on the bucket says that it is at the release. */
async function record(
  site: S3Site,
  { changes, to, writes }: Pick<Order, 'changes' | 'to'> & { writes: readonly Write[] },
): Promise<void> {
  const { state } = site;
  const changed = new Map<string, StoredFile | null>();
  for (const { file } of writes) changed.set(file, storedNow(site, file, state.lookUp(file)));
  for (const { file, graceUntil, now } of changes)
    changed.set(file, storedNow(site, file, now && { ...now, ...(graceUntil !== null && { graceUntil }) }));
  const note = await writeManifest(site, { to, changed });
  const etag = await writeMarker(site, { format: 1, position: to, manifest: note.manifest, claim: null });
  state.finish({ to, changes, marker: { ...note, etag } });
}

function storedNow(
  { state }: S3Site,
  file: string,
  now: (TargetFile & { graceUntil?: number }) | null,
): StoredFile | null {
  const actual = state.actual(file);
  if (now === null || actual.kind !== 'object') return null;
  const { etag, size } = actual;
  const { contentType, graceUntil, hash, isAsset, redirect } = now;
  return {
    file,
    hash,
    contentType,
    redirect,
    ...(isAsset === true && { isAsset }),
    ...(graceUntil !== undefined && { graceUntil }),
    etag,
    size,
  };
}

function lacksBytes(file: string, { releaseNumber }: TargetPosition): AppError {
  return new AppError(
    'target-failed',
    `Release ${releaseNumber} needs bytes for ${file} that the target does not keep (any more). Nothing was changed; run "stillpress rebuild".`,
  );
}
