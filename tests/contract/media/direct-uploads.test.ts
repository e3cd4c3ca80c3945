import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendUpload } from '../../../server/media/append-upload.ts';
import { beginUpload } from '../../../server/media/begin-upload.ts';
import { PART_BYTES } from '../../../server/media/bucket-uploads.ts';
import { collectMedia } from '../../../server/media/collect-media.ts';
import {
  addressUploadParts,
  beginDirectUpload,
  finishDirectUpload,
  type DirectUpload,
} from '../../../server/media/direct-uploads.ts';
import { endUpload } from '../../../server/media/end-upload.ts';
import type { MediaContext } from '../../../server/media/media-context.ts';
import { findMediaByUpload } from '../../../server/store/media.ts';
import { DIALECTS } from '../../support/databases.ts';
import { gatewayPath } from '../../support/gateway/gateway.ts';
import { filmBytes } from '../../support/media/recordings.ts';
import { openMachines, type Machines } from './machines.ts';

const DAY_MS = 24 * 60 * 60_000;
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const put = async (url: string, bytes: Buffer): Promise<number> =>
  (await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) })).status;
const putAll = async ({ parts }: DirectUpload, bytes: Buffer): Promise<number[]> =>
  await Promise.all(parts.map(({ size, start, url }) => put(url, bytes.subarray(start, start + size))));

describe.skipIf(gatewayPath === null).each(DIALECTS)('uploads straight to a bucket, on %s', (dialect) => {
  let machines: Machines;
  let one: MediaContext;
  let other: MediaContext;
  let seed = 100;
  beforeAll(async () => {
    machines = await openMachines(dialect);
    ({ one, other } = machines);
  });
  afterAll(() => machines.close());

  const call = () => ({ actor: machines.place.desk.editor, correlationId: null });
  const film = (length: number): Buffer => filmBytes(length, (seed += 1));
  const begin = (bytes: Buffer, context = one) =>
    beginDirectUpload(context, {
      ...call(),
      fileName: 'film.mp4',
      claimedType: 'image/png',
      sizeBytes: bytes.length,
    });
  const finish = (context: MediaContext, { upload }: DirectUpload, sha256?: string) =>
    finishDirectUpload(context, { ...call(), id: upload.id, sha256 });
  const again = (context: MediaContext, { upload }: DirectUpload) =>
    addressUploadParts(context, { ...call(), id: upload.id });
  const mediaOf = async (bytes: Buffer) =>
    await findMediaByUpload(machines.place.desk.database.db, { uploadHash: hashOf(bytes) });

  it('become the file whose parts were put to their addresses, wherever they are finished', async () => {
    const bytes = film(2 * PART_BYTES + 1_000);
    const begun = await begin(bytes);
    expect(begun.parts.map(({ number, start }) => [number, start])).toEqual([
      [1, 0],
      [2, PART_BYTES],
      [3, 2 * PART_BYTES],
    ]);
    expect(await putAll(begun, bytes)).toEqual([200, 200, 200]);
    const { mediaId, receivedBytes } = await finish(other, begun, hashOf(bytes));
    const media = await mediaOf(bytes);
    expect([mediaId, receivedBytes]).toEqual([media?.id, bytes.length]);
    expect(media).toMatchObject({ contentType: 'video/mp4', sizeBytes: bytes.length });
    expect((await finish(one, begun)).mediaId).toBe(mediaId);
    expect(await machines.left(begun.upload.id)).toEqual([]);
    expect(await putAll(begun, film(2 * PART_BYTES + 1_000))).toEqual([404, 404, 404]);
  });

  it('take at each address its part with exactly its bytes, and nothing else', async () => {
    const bytes = film(PART_BYTES + 1_000);
    const begun = await begin(bytes);
    const [first, second] = begun.parts.map(({ url }) => url) as [string, string];
    const small = bytes.subarray(PART_BYTES);
    expect(await put(second, Buffer.concat([small, Buffer.alloc(1)]))).toBe(403);
    expect(await put(second, small.subarray(1))).toBe(403);
    const swapped = second.replace('partNumber=2', 'partNumber=3');
    expect(swapped).not.toBe(second);
    expect(await put(swapped, small)).toBe(403);
    expect((await fetch(first)).status).toBe(403);
    expect((await fetch(first, { method: 'DELETE' })).status).toBe(403);
    expect((await again(other, begun)).missingParts).toBe(2);
    await endUpload(one, { ...call(), id: begun.upload.id });
    expect(await machines.left(begun.upload.id)).toEqual([]);
    expect(await put(second, small)).toBe(404);
  });

  it('are not finished while a part is missing, and go on with what is missing', async () => {
    const bytes = film(PART_BYTES + 1_000);
    const begun = await begin(bytes);
    await put(begun.parts[1]?.url ?? '', bytes.subarray(PART_BYTES));
    await expect(finish(one, begun)).rejects.toMatchObject({
      code: 'upload-incomplete',
      details: { extra: { missing: [1] } },
    });
    const rest = await again(other, begun);
    expect([rest.missingParts, rest.missingBytes, rest.parts.map(({ number }) => number)]).toEqual([
      1,
      PART_BYTES,
      [1],
    ]);
    await putAll(rest, bytes);
    expect((await finish(other, begun)).mediaId).toBe((await mediaOf(bytes))?.id);
  });

  it('are looked at like every other file: what they are is what their bytes are', async () => {
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    const cut = film(PART_BYTES).subarray(0, PART_BYTES - 5_000);
    for (const [bytes, code] of [
      [page, 'media-type-refused'],
      [cut, 'media-damaged'],
    ] as const) {
      const begun = await begin(bytes);
      await putAll(begun, bytes);
      await expect(finish(one, begun)).rejects.toMatchObject({ code });
      await expect(finish(one, begun)).rejects.toMatchObject({ code: 'upload-not-found' });
      expect(await machines.left(begun.upload.id)).toEqual([]);
      expect(await mediaOf(bytes)).toBeNull();
    }
  });

  it('are refused where they are not what their sender says that they are', async () => {
    const bytes = film(5_000);
    const begun = await begin(bytes);
    await putAll(begun, film(5_000));
    await expect(finish(one, begun, hashOf(bytes))).rejects.toMatchObject({ code: 'upload-checksum' });
    expect(await machines.left(begun.upload.id)).toEqual([]);
  });

  it('take nothing at an address whose time is over', async () => {
    const bytes = film(1_000);
    const earlier = { ...one, now: () => new Date(Date.now() - 16 * 60_000) };
    const begun = await begin(bytes, earlier);
    expect(new Date(begun.urlsExpireAt).getTime()).toBeLessThan(Date.now());
    expect(await putAll(begun, bytes)).toEqual([403]);
    const fresh = await again(one, begun);
    expect(fresh.missingParts).toBe(1);
    expect(await putAll(fresh, bytes)).toEqual([200]);
  });

  it('are begun, gone on with and finished by those who may upload, each their own', async () => {
    const bytes = film(1_000);
    const begun = await begin(bytes);
    await putAll(begun, bytes);
    const viewer = await machines.place.desk.actor('viewer');
    const author = await machines.place.desk.actor('author');
    const { id } = begun.upload;
    const order = { fileName: 'a', claimedType: null, sizeBytes: 5, correlationId: null };
    await expect(beginDirectUpload(one, { ...order, actor: viewer })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    for (const [actor, code] of [
      [viewer, 'not-allowed'],
      [author, 'upload-not-found'],
    ] as const)
      for (const work of [addressUploadParts, finishDirectUpload])
        await expect(work(one, { actor, correlationId: null, id })).rejects.toMatchObject({ code });
    expect(await mediaOf(bytes)).toBeNull();
  });

  it('have the limits that all uploads have', async () => {
    const actor = await machines.place.desk.actor('author');
    const order = { actor, correlationId: null, fileName: 'a', claimedType: null };
    await expect(beginDirectUpload(one, { ...order, sizeBytes: 20_000_001 })).rejects.toMatchObject({
      code: 'file-too-large',
    });
    for (let open = 0; open < 20; open += 1) await beginDirectUpload(one, { ...order, sizeBytes: 5 });
    await expect(beginDirectUpload(one, { ...order, sizeBytes: 5 })).rejects.toMatchObject({
      code: 'too-many-uploads',
    });
  });

  it('are aborted once their time is over', async () => {
    const bytes = film(PART_BYTES + 1_000);
    const begun = await begin(bytes);
    await put(begun.parts[0]?.url ?? '', bytes.subarray(0, PART_BYTES));
    await collectMedia({ ...other, now: () => new Date(Date.now() + 2 * DAY_MS) });
    expect(await machines.left(begun.upload.id)).toEqual([]);
  });

  it('go one way each, and no such way where media are in a folder', async () => {
    const bytes = film(1_000);
    const { upload } = await begin(bytes);
    const piece = { ...call(), id: upload.id, offset: 0, bytes: Readable.from([bytes]) };
    await expect(appendUpload(one, piece)).rejects.toMatchObject({ code: 'upload-protocol' });
    const order = { ...call(), fileName: 'a', claimedType: null, sizeBytes: 5 };
    const { id } = await beginUpload(one, order);
    const refused = { code: 'no-direct-upload' };
    await expect(addressUploadParts(one, { ...call(), id })).rejects.toMatchObject(refused);
    await expect(finishDirectUpload(one, { ...call(), id })).rejects.toMatchObject(refused);
    await expect(beginDirectUpload(machines.place.context, order)).rejects.toMatchObject(refused);
  });
});
