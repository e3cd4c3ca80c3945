import { AppError } from '../../../errors.ts';
import { statusOf } from '../../../s3/bucket-problem.ts';
import { assertSafeNames } from '../file-names.ts';
import { planRemovals } from '../plan-changes.ts';
import { changeObjects } from './change-objects.ts';
import { removeManifests, writeManifest } from './manifests.ts';
import { writeMarker } from './marker.ts';
import { blobKey, inParallel, OWN_FOLDER, type S3Site } from './s3-site.ts';

/** Written down first: from then on it is finished before anything else is done, after a kill too. */
export async function eraseObjects(
  site: S3Site,
  { files, hashes }: { files: readonly string[]; hashes: readonly string[] },
): Promise<void> {
  const { staged, state } = site;
  assertSafeNames(files.map((file) => ({ file, now: null })));
  const named = new Set(files);
  // Bytes that no other file shows go with the names.
  const own = [...named]
    .flatMap((file) => state.lookUp(file)?.hash ?? [])
    .filter((hash) => state.filesOf(hash).every((file) => named.has(file)));
  state.beginErasing({ files: [...files], hashes: [...hashes, ...own] });
  await finishErasingObjects(site);
  // A page may have been put for a release that was never made, so that nothing tells what it shows.
  staged.drop(() => true);
}

export async function finishErasingObjects(site: S3Site): Promise<void> {
  const { bucket, staged, state } = site;
  const erasing = state.erasing();
  if (erasing === null) return;
  const hashes = new Set(erasing.hashes);
  const names = new Set([
    ...erasing.files,
    ...erasing.hashes.flatMap((hash) => [...state.filesOf(hash), ...state.holders(hash)]),
  ]);
  const to = state.position();
  // What was brought to its place before the first release: nothing tells what it shows.
  if (to === null) for (const file of state.astray()) names.add(file);
  const tags = await tagsOf(site, { names, hashes });
  if (to !== null)
    await changeObjects(site, {
      changes: planRemovals(state, names),
      to,
      isKept: (hash) => !hashes.has(hash),
    });
  staged.drop((hash) => hashes.has(hash));
  // Whatever is known of them: an object of the name may be left of a release that was broken off.
  await inParallel([...names, ...erasing.hashes.map(blobKey)], (key) => bucket.remove(key));
  for (const hash of hashes) state.removeBlob(hash);
  if (to === null) state.forgetAstray();
  // Those of before tell the names, and what was to be read there.
  if (to !== null) {
    const note = await writeManifest(site, { to, changed: new Map(), isWhole: true });
    const etag = await writeMarker(site, { format: 1, position: to, manifest: note.manifest, claim: null });
    state.noteMarker({ ...note, etag });
    await removeManifests(site, { before: null });
  }
  await eraseVersions(site, { names, hashes, tags });
  state.finishErasing();
}

/** By which older versions of other keys are told to hold the same bytes. */
async function tagsOf(
  { bucket, state }: S3Site,
  { hashes, names }: { hashes: Iterable<string>; names: Iterable<string> },
): Promise<Set<string>> {
  const tags = new Set<string>();
  for (const name of names) {
    const actual = state.actual(name);
    if (actual.kind === 'object') tags.add(actual.etag);
  }
  await inParallel(hashes, async (hash) => {
    const blob = await bucket.look(blobKey(hash));
    if (blob !== null) tags.add(blob.etag);
  });
  return tags;
}

type Erased = { names: ReadonlySet<string>; hashes: Iterable<string>; tags: ReadonlySet<string> };

/** Where the bucket keeps what is replaced and removed, that is still there. */
async function eraseVersions({ bucket, state }: S3Site, { hashes, names, tags }: Erased): Promise<void> {
  const blobs = new Set(Array.from(hashes, blobKey));
  const erased: { key: string; versionId: string }[] = [];
  try {
    if (!(await bucket.keepsVersions())) return;
    for await (const { etag, isLatest, key, versionId } of bucket.listVersions()) {
      const isOwn = names.has(key) || blobs.has(key) || (key.startsWith(OWN_FOLDER) && !isLatest);
      if (isOwn || (!isLatest && tags.has(etag))) erased.push({ key, versionId });
    }
    await inParallel(erased, ({ key, versionId }) => bucket.remove(key, { versionId }));
  } catch (error) {
    if (statusOf(error) !== 403) throw error;
    // Nothing is public any more, and whoever publishes is not to wait for somebody who gives the right.
    state.finishErasing();
    throw new AppError(
      'target-failed',
      `What was erased is not public any more, but ${bucket.name} may keep versions of it, and these credentials may not look for them or remove them. Allow s3:GetBucketVersioning, s3:ListBucketVersions and s3:DeleteObjectVersion (docs/s3.md), and take it down once more.`,
      { cause: error },
    );
  }
}
