import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../server/errors.ts';
import { appendUpload, readUpload, type Checksum } from '../../../server/media/append-upload.ts';
import { beginUpload } from '../../../server/media/begin-upload.ts';
import { createBucketUploads, PART_BYTES } from '../../../server/media/bucket-uploads.ts';
import { collectMedia } from '../../../server/media/collect-media.ts';
import { endUpload } from '../../../server/media/end-upload.ts';
import type { MediaContext } from '../../../server/media/media-context.ts';
import { openBucket } from '../../../server/s3/bucket.ts';
import { findMediaByUpload } from '../../../server/store/media.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS } from '../../support/databases.ts';
import { gatewayPath } from '../../support/gateway/gateway.ts';
import { newMediaPlace } from '../../support/gateway/media-bucket.ts';
import { filmBytes } from '../../support/media/recordings.ts';
import { openMachines, type Machines } from './machines.ts';

const DAY_MS = 24 * 60 * 60_000;
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function* cutOff(bytes: Buffer): Generator<Buffer> {
  yield bytes;
  throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
}

const streamOf = (bytes: Buffer): Readable => Readable.from(bytes.length === 0 ? [] : [bytes]);

async function refuse(): Promise<never> {
  throw new AppError('media-store-failed', 'Away.');
}

describe.skipIf(gatewayPath === null).each(DIALECTS)('uploads into a bucket, on %s', (dialect) => {
  let machines: Machines;
  let one: MediaContext;
  let other: MediaContext;
  let seed = 0;
  beforeAll(async () => {
    machines = await openMachines(dialect);
    ({ one, other } = machines);
  });
  afterAll(() => machines.close());

  const call = () => ({ actor: machines.place.desk.editor, correlationId: null });
  const film = (length: number): Buffer => filmBytes(length, (seed += 1));
  const begin = async (bytes: Buffer) => {
    const order = { ...call(), fileName: 'film.mp4', claimedType: null, sizeBytes: bytes.length };
    return await beginUpload(one, order);
  };
  type Piece = { id: string; offset: number; bytes: Readable; checksum?: Checksum };
  const append = (context: MediaContext, piece: Piece) => appendUpload(context, { ...call(), ...piece });
  const read = (context: MediaContext, id: string) => readUpload(context, { ...call(), id });
  const mediaOf = async (bytes: Buffer) =>
    await findMediaByUpload(machines.place.desk.database.db, { uploadHash: hashOf(bytes) });
  const left = (id: string): Promise<string[]> => machines.left(id);

  it('takes pieces of any size at any machine, and makes the file of them that was sent', async () => {
    const bytes = film(2 * PART_BYTES + 700_000);
    const { id } = await begin(bytes);
    const sizes = [1, 130_000, PART_BYTES - 130_001, 10, PART_BYTES + 5, 200_000];
    let offset = 0;
    for (const [index, size] of [...sizes, Infinity].entries()) {
      const piece = bytes.subarray(offset, offset + size);
      const { receivedBytes } = await append(index % 2 === 0 ? one : other, {
        id,
        offset,
        bytes: streamOf(piece),
      });
      offset += piece.length;
      expect(receivedBytes).toBe(offset);
    }
    const { mediaId } = await read(other, id);
    expect(mediaId).toBe((await mediaOf(bytes))?.id);
    expect(mediaId).not.toBeNull();
    expect(await left(id)).toEqual([]);
  });

  it('keeps of a piece that was cut off what came, or with a checksum nothing', async () => {
    const bytes = film(PART_BYTES + 500_000);
    const { id } = await begin(bytes);
    const most = bytes.subarray(0, PART_BYTES + 1_000);
    const cut = () => Readable.from(cutOff(most));
    const checksum: Checksum = {
      algorithm: 'sha256',
      digest: createHash('sha256').update(most).digest(),
    };
    await expect(append(one, { id, offset: 0, bytes: cut(), checksum })).rejects.toThrow('gone');
    expect((await read(other, id)).receivedBytes).toBe(0);
    const wrong = streamOf(Buffer.alloc(most.length, 1));
    await expect(append(one, { id, offset: 0, bytes: wrong, checksum })).rejects.toMatchObject({
      code: 'upload-checksum',
    });
    expect((await read(other, id)).receivedBytes).toBe(0);
    await expect(append(one, { id, offset: 0, bytes: cut() })).rejects.toThrow('gone');
    expect((await read(other, id)).receivedBytes).toBe(most.length);
    const rest = streamOf(bytes.subarray(most.length));
    await append(other, { id, offset: most.length, bytes: rest });
    expect((await mediaOf(bytes))?.sizeBytes).toBe(bytes.length);
  });

  it('makes nothing of parts that are others than were acknowledged', async () => {
    const bytes = film(PART_BYTES + 1_000);
    const { id } = await begin(bytes);
    const first = streamOf(bytes.subarray(0, PART_BYTES));
    await append(one, { id, offset: 0, bytes: first });
    for await (const object of machines.bucket.multipart.list({ below: `uploads/${id}` }))
      await machines.bucket.multipart.put(object, { number: 1, body: { bytes: film(PART_BYTES - 100) } });
    const last = append(other, { id, offset: PART_BYTES, bytes: streamOf(bytes.subarray(PART_BYTES)) });
    await expect(last).rejects.toMatchObject({ code: 'upload-not-found' });
    await endUpload(one, { ...call(), id });
    expect(await left(id)).toEqual([]);
  });

  it('goes on at another machine where one failed to take in what was whole', async () => {
    const bytes = film(PART_BYTES + 1_000);
    const { id } = await begin(bytes);
    const failing = { ...one, store: { ...one.store, put: refuse } };
    await expect(append(failing, { id, offset: 0, bytes: streamOf(bytes) })).rejects.toThrow('Away.');
    const asked = await Promise.all([one, other].map((context) => read(context, id)));
    const media = await mediaOf(bytes);
    expect(media).not.toBeNull();
    expect(asked.map(({ mediaId }) => mediaId)).toEqual([media?.id, media?.id]);
    expect(await left(id)).toEqual([]);
  });

  it('keeps nothing of what is refused, or ended', async () => {
    const bytes = Buffer.from('<html>');
    const refused = await begin(bytes);
    await expect(append(one, { id: refused.id, offset: 0, bytes: streamOf(bytes) })).rejects.toMatchObject({
      code: 'media-type-refused',
    });
    expect(await left(refused.id)).toEqual([]);
    const empty = await begin(Buffer.alloc(0));
    await expect(read(other, empty.id)).rejects.toMatchObject({ code: 'media-type-refused' });
    expect(await left(empty.id)).toEqual([]);
    const ended = await begin(film(PART_BYTES));
    await append(one, { id: ended.id, offset: 0, bytes: streamOf(Buffer.from('abc')) });
    expect(await left(ended.id)).toHaveLength(2);
    await endUpload(other, { ...call(), id: ended.id });
    expect(await left(ended.id)).toEqual([]);
  });

  it('is swept once its time is over, and what nobody knows with it, but nothing that is new', async () => {
    const { id } = await begin(film(PART_BYTES));
    await append(one, { id, offset: 0, bytes: streamOf(Buffer.from('abc')) });
    const unknown = newId();
    await machines.bucket.multipart.begin(`uploads/${unknown}/whole`);
    await collectMedia(other);
    expect([await left(id), await left(unknown)].map(({ length }) => length)).toEqual([2, 1]);
    const later = { ...other, now: () => new Date(Date.now() + DAY_MS / 2) };
    await collectMedia(later);
    expect([await left(id), await left(unknown)].map(({ length }) => length)).toEqual([2, 0]);
    await collectMedia({ ...other, now: () => new Date(Date.now() + 2 * DAY_MS) });
    expect(await left(id)).toEqual([]);
  });

  it('is refused with the reason where the service is away, and begins nothing', async () => {
    const away = openBucket({ ...(await newMediaPlace()), bucket: 'no-such-bucket' });
    const context = { ...one, uploads: createBucketUploads({ bucket: away, ...one }) };
    const order = { ...call(), fileName: 'a', claimedType: null, sizeBytes: 5 };
    await expect(beginUpload(context, order)).rejects.toMatchObject({
      code: 'media-store-failed',
      message: expect.stringContaining('there is no such bucket'),
    });
    away.close();
  });
});
