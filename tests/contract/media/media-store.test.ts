import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskMediaStore } from '../../../server/media/disk-media-store.ts';
import type { MediaStore } from '../../../server/media/media-store.ts';
import { createS3MediaStore } from '../../../server/media/s3-media-store.ts';
import { gatewayPath } from '../../support/gateway/gateway.ts';
import { newMediaPlace } from '../../support/gateway/media-bucket.ts';
import { mountSmallDisk } from '../../crash/small-disk.ts';

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function all(store: MediaStore): Promise<string[]> {
  const found: string[] = [];
  for await (const { hash } of store.list()) found.push(hash);
  return found.toSorted();
}

function* cutOff(): Generator<Buffer> {
  yield Buffer.alloc(1_000);
  throw new Error('cut off');
}

type Open = (root: string) => Promise<MediaStore>;

const DISK: [string, Open] = ['disk', async (root) => createDiskMediaStore({ root })];
const S3: [string, Open] = [
  's3',
  async (folder) => createS3MediaStore({ folder, place: await newMediaPlace() }),
];
const STORES = gatewayPath === null ? [DISK] : [DISK, S3];

describe.each(STORES)('media on %s', (_, open) => {
  let root: string;
  let store: MediaStore;
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'stillpress-store-'));
    store = await open(root);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('come back as they were put, whole or in part, from bytes and from a stream', async () => {
    const bytes = Buffer.from('a file of some length');
    const kept = await store.put(bytes);
    expect(kept).toEqual({ hash: hashOf(bytes), sizeBytes: bytes.length });
    const streamed = await store.put(Readable.from([bytes.subarray(0, 5), bytes.subarray(5)]));
    expect(streamed).toEqual(kept);
    const opened = await store.open(kept.hash);
    expect(opened && (await buffer(opened))).toEqual(bytes);
    const part = await store.open(kept.hash, { start: 2, end: 5 });
    expect(part && (await buffer(part)).toString()).toBe('file');
    expect(await store.stat(kept.hash)).toMatchObject(kept);
    expect(await all(store)).toEqual([kept.hash]);
  });

  it('are null where they are not there, whatever they are asked for by', async () => {
    for (const hash of ['a'.repeat(64), '', '../../etc/passwd', 'A'.repeat(64)]) {
      expect(await store.open(hash)).toBeNull();
      expect(await store.stat(hash)).toBeNull();
      await store.remove(hash);
    }
    expect(await all(store)).toEqual([]);
  });

  it('are put many times at once as one', async () => {
    const bytes = Buffer.alloc(100_000, 7);
    const kept = await Promise.all(Array.from({ length: 20 }, () => store.put(bytes)));
    expect(new Set(kept.map(({ hash }) => hash))).toEqual(new Set([hashOf(bytes)]));
    expect(await all(store)).toEqual([hashOf(bytes)]);
  });

  it('are gone once they are removed', async () => {
    const { hash } = await store.put(Buffer.from('short-lived'));
    await store.remove(hash);
    await store.remove(hash);
    expect(await store.open(hash)).toBeNull();
    expect(await all(store)).toEqual([]);
  });

  it('leave nothing behind when their stream ends in an error', async () => {
    await expect(store.put(Readable.from(cutOff()))).rejects.toThrow('cut off');
    expect(await all(store)).toEqual([]);
    expect(filesIn(root)).toEqual([]);
  });
});

it('count as stored anew when they are put on disk again', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stillpress-store-'));
  const store = createDiskMediaStore({ root });
  const { hash } = await store.put(Buffer.from('again'));
  utimesSync(join(root, 'files', hash.slice(0, 2), hash), 1, 1);
  expect((await store.stat(hash))?.storedAt.getTime()).toBe(1_000);
  await store.put(Buffer.from('again'));
  expect((await store.stat(hash))?.storedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
  rmSync(root, { recursive: true, force: true });
});

it.skipIf(gatewayPath === null)('in a service that is away are refused with the reason', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-store-'));
  const place = { ...(await newMediaPlace()), bucket: 'no-such-bucket' };
  const store = createS3MediaStore({ folder, place });
  await expect(store.put(Buffer.from('kept nowhere'))).rejects.toMatchObject({
    code: 'media-store-failed',
    message: expect.stringContaining('there is no such bucket'),
  });
  expect(filesIn(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );
}

it('on a full disk are refused with the reason, leave nothing half there, and are taken once there is room', async ({
  skip,
}) => {
  const disk = mountSmallDisk('size=2m');
  if (disk === null) return void skip('this user may not mount a small disk');
  try {
    const root = join(disk.folder, 'media');
    const store = createDiskMediaStore({ root });
    const { hash } = await store.put(Buffer.from('small'));
    await expect(store.put(Buffer.alloc(4_000_000, 1))).rejects.toMatchObject({
      code: 'media-store-failed',
      message: expect.stringContaining('the disk is full'),
    });
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
    expect(await all(store)).toEqual([hash]);
    disk.remount('size=16m');
    const kept = await store.put(Buffer.alloc(4_000_000, 1));
    expect(existsSync(join(root, 'files', kept.hash.slice(0, 2), kept.hash))).toBe(true);
    return undefined;
  } finally {
    disk.unmount();
  }
});
