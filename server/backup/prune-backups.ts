import { text } from 'node:stream/consumers';
import type { Keep } from '../config-backup.ts';
import { chooseToPrune } from './keep.ts';
import { BACKUPS, listManifests, manifestKey, type Manifest } from './manifest.ts';
import { readParts } from './parts.ts';
import type { BackupPlace } from './place.ts';
import { mediaKey } from './write-media.ts';

export type Pruned = {
  /** Those that nothing keeps any more. */
  backups: string[];
  /** Those that were broken off, a day ago or longer. */
  broken: string[];
  /** Of bytes of media that no backup names. */
  mediaFiles: number;
  bytes: number;
};

type Order = {
  keep: Keep;
  now: Date;
  /** What the database names now: a backup that is being made may need it. */
  named: ReadonlySet<string>;
  /** What would be done is told, and nothing is removed. */
  isTrial?: boolean;
};

const BROKEN_AFTER_MS = 24 * 60 * 60_000;

/** A backup goes with its manifest first: what is broken off then is no backup any more, and is removed the next time. */
export async function pruneBackups(place: BackupPlace, order: Order): Promise<Pruned> {
  const { isTrial = false, keep, named, now } = order;
  const manifests = await listManifests(place);
  const going = new Set(chooseToPrune(manifests, keep).map(({ id }) => id));
  const staying = manifests.filter(({ id }) => !going.has(id));
  const pruned: Pruned = { backups: [...going], broken: [], mediaFiles: 0, bytes: 0 };
  const remove = async (key: string, size: number): Promise<void> => {
    pruned.bytes += size;
    if (!isTrial) await place.remove(key);
  };
  const known = new Set(staying.map(({ id }) => id));
  const broken = new Set<string>();
  for (const { id, key, size } of await listOwn(place)) {
    if (known.has(id)) continue;
    if (!going.has(id)) {
      if (now.getTime() - timeOf(id) < BROKEN_AFTER_MS) continue;
      broken.add(id);
    }
    await remove(key, size);
  }
  pruned.broken = [...broken];
  const needed = await listNeeded(place, staying);
  for (const folder of new Set(manifests.map(({ media }) => media.folder)))
    for (const { key, size } of await collect(place.list(folder))) {
      const hash = key.slice(key.lastIndexOf('/') + 1);
      if (needed.has(key) || named.has(hash)) continue;
      pruned.mediaFiles += 1;
      await remove(key, size);
    }
  return pruned;
}

type Own = { id: string; key: string; size: number };

/** Manifests first. */
async function listOwn(place: BackupPlace): Promise<Own[]> {
  const files = await collect(place.list(BACKUPS));
  const named = files.map(({ key, size }) => ({ id: key.split('/')[1] ?? '', key, size }));
  return named.toSorted((a, b) => Number(isManifest(b)) - Number(isManifest(a)));
}

function isManifest({ id, key }: Own): boolean {
  return key === manifestKey(id);
}

/** What is removed while it is listed may end the list. */
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function listNeeded(place: BackupPlace, manifests: readonly Manifest[]): Promise<Set<string>> {
  const needed = new Set<string>();
  for (const { media } of manifests)
    for (const hash of (await text(readParts(place, media.parts))).split('\n'))
      if (hash !== '') needed.add(mediaKey(media.folder, hash));
  return needed;
}

/** As `createBackup` has named it. */
function timeOf(id: string): number {
  return Date.parse(id.replace(/^(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2})-(\d{3}Z)$/, '$1:$2:$3.$4')) || 0;
}
