import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadedMediaSchema } from '../../../model/api/media.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { mountSmallDisk } from '../../crash/small-disk.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { formOf } from '../../support/media/forms.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

const UPLOADS = 500;
const AT_ONCE = 30;
const DISK_BYTES = 1_048_576;

/** Nothing makes it smaller. */
async function noise({ quality, side }: { side: number; quality: number }): Promise<Buffer> {
  return await sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: quality === 100 ? '4:4:4' : '4:2:0' })
    .toBuffer();
}

async function upload(client: Client, bytes: Buffer, fileName: string) {
  const form = formOf([{ fileName, bytes }]);
  return await client.send('POST', '/api/v1/media', { headers: form.headers, body: form.bytes });
}

describe.each(DIALECTS)('many uploads on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let mediaFolder: string;
  beforeAll(async () => {
    mediaFolder = mkdtempSync(join(tmpdir(), 'stillpress-media-'));
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { mediaFolder });
  });
  afterAll(async () => {
    await server.close();
    await test.close();
    rmSync(mediaFolder, { recursive: true });
  });

  it('that come at once all become files, in a log without a gap, and others are answered meanwhile', async () => {
    const editor = await server.signInAs('editor');
    const pictures = await Promise.all(
      Array.from({ length: UPLOADS }, (_, n) => pictureBytes({ width: 20 + n, height: 24, seed: n })),
    );
    const state = { isDone: false };
    const sending = Promise.all(
      pictures.map(async (bytes, n) => await upload(editor, bytes, `picture-${n}.jpg`)),
    ).finally(() => {
      state.isDone = true;
    });
    let answered = 0;
    while (!state.isDone) {
      expect((await editor.get('/api/v1/entries')).status).toBe(200);
      answered += 1;
    }
    const replies = await sending;
    expect(answered).toBeGreaterThan(3);
    expect(replies.filter(({ status }) => status !== 201)).toEqual([]);
    const ids = replies.map(({ json }) => uploadedMediaSchema.parse(json).results[0]?.media?.id);
    expect(new Set(ids).size).toBe(UPLOADS);
    const { rows, last } = await test.database.db
      .selectFrom('publication')
      .select(({ fn }) => [fn.countAll().as('rows'), fn.max('seq').as('last')])
      .executeTakeFirstOrThrow();
    expect([Number(rows), last]).toEqual([UPLOADS, UPLOADS]);
    expect(readdirSync(join(mediaFolder, 'arriving'))).toEqual([]);
    expect(readdirSync(join(mediaFolder, 'media/incoming'))).toEqual([]);
  }, 300_000);
});

it('an upload that finds the disk full is refused, leaves nothing, and is taken once there is room', async ({
  skip,
}) => {
  const disk = mountSmallDisk(`size=${DISK_BYTES},nr_inodes=1000`);
  if (disk === null) return void skip('this user may not mount a small disk');
  const test = await openTestDatabase('sqlite');
  const server = await startApiServer(test.database, { mediaFolder: disk.folder });
  try {
    const editor = await server.signInAs('editor');
    const large = await noise({ side: 800, quality: 100 });
    const small = await noise({ side: 900, quality: 70 });
    // The one does not arrive; of the other, what is made of it finds no room.
    expect(large.length).toBeGreaterThan(DISK_BYTES);
    expect(small.length).toBeLessThan(700_000);
    for (const bytes of [large, small]) {
      const refused = await upload(editor, bytes, 'picture');
      expect([refused.status, problemSchema.parse(refused.json).code]).toEqual([507, 'media-store-failed']);
      await expect.poll(() => readdirSync(join(disk.folder, 'arriving'))).toEqual([]);
      expect((await editor.get('/api/v1/media')).json).toEqual({ media: [], nextCursor: null });
    }
    // Whatever the disk took last of each: the form may be read to its end before the disk says so.
    const together = await Promise.all(
      Array.from({ length: AT_ONCE }, async () => (await upload(editor, small, 'picture')).status),
    );
    expect(new Set(together)).toEqual(new Set([507]));
    await expect.poll(() => readdirSync(join(disk.folder, 'arriving'))).toEqual([]);
    disk.remount('size=64m');
    expect((await upload(editor, small, 'picture')).status).toBe(201);
    return undefined;
  } finally {
    await server.close();
    await test.close();
    disk.unmount();
  }
}, 120_000);
