import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaListSchema, mediaSchema, uploadedMediaSchema, uploadSchema } from '../../../model/api/media.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { formOf, type FormFile } from '../../support/media/forms.ts';
import { PDF_BYTES, pictureBytes } from '../../support/media/pictures.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

const MEDIA = '/api/v1/media';
const UPLOADS = '/api/v1/uploads';

const codeOf = ({ json }: Reply): string => problemSchema.parse(json).code;

describe.each(DIALECTS)('media over HTTP on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;
  let mediaFolder: string;
  let seed = 0;
  beforeAll(async () => {
    mediaFolder = mkdtempSync(join(tmpdir(), 'stillpress-media-'));
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { mediaFolder });
    editor = await server.signInAs('editor');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
    rmSync(mediaFolder, { recursive: true });
  });

  const upload = async (files: readonly FormFile[], more: Record<string, string> = {}): Promise<Reply> => {
    const { bytes, headers } = formOf(files);
    return await editor.send('POST', MEDIA, { headers: { ...headers, ...more }, body: bytes });
  };
  const picture = () => pictureBytes({ width: 64, height: 32, seed: (seed += 1) });
  /** Of what arrives nothing stays. */
  const arriving = () => readdirSync(join(mediaFolder, 'arriving'));

  it('gives each of several files a result of its own', async () => {
    const reply = await upload([
      { fileName: 'dot.png', bytes: await picture(), type: 'image/png' },
      { fileName: 'logo.svg', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
      { fileName: 'paper.pdf', bytes: PDF_BYTES, type: 'application/pdf' },
    ]);
    expect(reply.status).toBe(201);
    const { results } = uploadedMediaSchema.parse(reply.json);
    expect(results.map(({ fileName, media, problem }) => [fileName, media?.fileName, problem?.code])).toEqual(
      [
        ['dot.png', 'dot.jpg', undefined],
        ['logo.svg', undefined, 'media-type-refused'],
        ['paper.pdf', 'paper.pdf', undefined],
      ],
    );
    expect(results[0]?.notes[0]).toContain('by its bytes it is image/jpeg');
    expect(arriving()).toEqual([]);
  });

  it('serves bytes so that a browser runs nothing of them', async () => {
    const { results } = uploadedMediaSchema.parse(
      (
        await upload([
          { fileName: 'a "б" <b>.jpg', bytes: await picture() },
          { fileName: 'x.pdf', bytes: PDF_BYTES },
        ])
      ).json,
    );
    const [image, pdf] = results.map(({ media }) => media?.id ?? '');
    const shown = await editor.get(`${MEDIA}/${image}/file`);
    expect(shown.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-cache',
    });
    expect(shown.headers['content-disposition']).toMatch(
      /^inline; filename="a _ b\.jpg"; filename\*=UTF-8''a%20/,
    );
    const known = await editor.get(`${MEDIA}/${image}/file`, { 'If-None-Match': String(shown.headers.etag) });
    expect(known.status).toBe(304);
    const variant = await editor.get(`${MEDIA}/${image}/file?width=320&ratio=1:1&format=webp`);
    expect([variant.status, variant.headers['content-type']]).toEqual([200, 'image/webp']);
    expect(variant.headers['content-disposition']).toMatch(/^inline; filename="a _ b\.webp"; /);
    const saved = await editor.get(`${MEDIA}/${pdf}/file`);
    expect(saved.headers['content-disposition']).toMatch(/^attachment; /);
    expect(saved.text).toBe(PDF_BYTES.toString());
    for (const query of ['width=321', 'ratio=0:1', 'ratio=16:99', 'format=gif', 'size=1'])
      expect(codeOf(await editor.get(`${MEDIA}/${image}/file?${query}`))).toBe('invalid-input');
  });

  it('does what is asked under a key once, and knows it from the same name with other bytes', async () => {
    const key = { 'Idempotency-Key': newId() };
    const bytes = await picture();
    const first = await upload([{ fileName: 'once.jpg', bytes }], key);
    const again = await upload([{ fileName: 'once.jpg', bytes }], key);
    expect([again.json, again.headers['idempotency-replayed']]).toEqual([first.json, 'true']);
    const other = await upload([{ fileName: 'once.jpg', bytes: await picture() }], key);
    expect(codeOf(other)).toBe('key-reused');
  });

  it('says what a file is that is known already, too', async () => {
    const file = { fileName: 'really.pdf', bytes: await picture(), type: 'application/pdf' };
    for (const isKnown of [false, true]) {
      const [result] = uploadedMediaSchema.parse((await upload([file])).json).results;
      expect(result).toMatchObject({ isKnown, notes: [expect.stringContaining('it is image/jpeg')] });
    }
  });

  it('takes files in fields of one name, and nothing of a form that has others', async () => {
    const file = { fileName: 'a.jpg', bytes: await picture() };
    const reply = await upload([file, { ...file, field: 'picture' }]);
    expect(problemSchema.parse(reply.json).errors).toMatchObject([{ path: 'picture' }]);
    expect(arriving()).toEqual([]);
    const [result] = uploadedMediaSchema.parse((await upload([file])).json).results;
    expect(result).toMatchObject({ isKnown: false });
  });

  it('changes, lists, replaces and deletes', async () => {
    const sent = await upload([{ fileName: 'harbour.jpg', bytes: await picture() }]);
    const [made] = uploadedMediaSchema.parse(sent.json).results;
    const address = `${MEDIA}/${made?.media?.id ?? ''}`;
    const changed = await editor.put(address, { alt: 'A harbour', focal: { x: 0, y: 1 } });
    expect(mediaSchema.parse(changed.json)).toMatchObject({ alt: 'A harbour', focal: { x: 0, y: 1 } });
    const wrong = await editor.put(address, { alt: 'x', focal: { x: 2, y: 1 } });
    expect(problemSchema.parse(wrong.json).errors).toEqual([
      { path: 'focal.x', message: 'Expected a number from 0 to 1.' },
    ]);
    const listed = mediaListSchema.parse(
      (await editor.get(`${MEDIA}?kind=picture&used=false&q=HARBOUR`)).json,
    );
    expect(listed.media.map(({ id }) => `${MEDIA}/${id}`)).toEqual([address]);
    const form = formOf([{ fileName: 'new.jpg', bytes: await picture() }]);
    const replaced = await editor.send('POST', `${address}/file`, {
      headers: form.headers,
      body: form.bytes,
    });
    expect(mediaSchema.parse(replaced.json)).toMatchObject({ fileName: 'new.jpg', alt: 'A harbour' });
    expect((await editor.send('DELETE', address)).status).toBe(200);
    expect(codeOf(await editor.get(address))).toBe('media-not-found');
  });

  it.each([
    ['no form', { headers: { 'Content-Type': 'application/json' }, body: '{}' }, 'unsupported-media-type'],
    [
      'a form without a boundary',
      { headers: { 'Content-Type': 'multipart/form-data' }, body: 'x' },
      'invalid-input',
    ],
    [
      'a form that is cut off',
      {
        headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
        body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
      },
      'invalid-input',
    ],
    [
      'no file',
      { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--x--\r\n' },
      'invalid-input',
    ],
  ])('refuses %s', async (_, sent, code) => {
    expect(codeOf(await editor.send('POST', MEDIA, sent))).toBe(code);
    expect(arriving()).toEqual([]);
  });

  it('refuses more bytes, files and fields than it takes, and keeps nothing of them', async () => {
    const large = await upload([{ fileName: 'film.mp4', bytes: Buffer.alloc(21_000_000) }]);
    expect(codeOf(large)).toBe('file-too-large');
    const dot = await picture();
    const many = await upload(Array.from({ length: 21 }, () => ({ fileName: 'dot.jpg', bytes: dot })));
    expect(codeOf(many)).toBe('invalid-input');
    // Removed a moment after the answer.
    await expect.poll(arriving).toEqual([]);
  });

  const begin = async (bytes: Buffer): Promise<string> => {
    const headers = {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': `filename ${Buffer.from('resumed.jpg').toString('base64')},other`,
    };
    const reply = await editor.send('POST', UPLOADS, { headers });
    expect(reply.status).toBe(201);
    return String(reply.headers.location);
  };
  type Piece = { offset: number; body: Buffer; headers?: Record<string, string> };
  const patch = async (address: string, { body, headers = {}, offset }: Piece): Promise<Reply> =>
    await editor.send('PATCH', address, {
      headers: {
        'Tus-Resumable': '1.0.0',
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
        ...headers,
      },
      body,
    });
  const head = async (address: string) => (await editor.send('HEAD', address)).headers['upload-offset'];

  describe('an upload that is resumed', () => {
    it('becomes a file with its last piece, and says which', async () => {
      const bytes = await picture();
      const address = await begin(bytes);
      const first = await patch(address, { offset: 0, body: bytes.subarray(0, 100) });
      expect([first.status, first.headers['upload-offset'], first.headers.location]).toEqual([
        204,
        '100',
        undefined,
      ]);
      expect(await head(address)).toBe('100');
      const last = await patch(address, { offset: 100, body: bytes.subarray(100) });
      expect(last.status).toBe(204);
      const media = mediaSchema.parse((await editor.get(String(last.headers.location))).json);
      expect(media.fileName).toBe('resumed.jpg');
      const state = uploadSchema.parse((await editor.get(address)).json);
      expect(state).toMatchObject({ mediaId: media.id, receivedBytes: bytes.length });
      const known = await upload([{ fileName: 'same.jpg', bytes }]);
      expect(uploadedMediaSchema.parse(known.json).results[0]).toMatchObject({
        isKnown: true,
        media: { id: media.id },
      });
      expect(arriving()).toEqual([]);
    });

    it('refuses pieces of another place, of another sum, and beyond its end, and stands where it stood', async () => {
      const bytes = await picture();
      const address = await begin(bytes);
      const piece = bytes.subarray(0, 10);
      expect(codeOf(await patch(address, { offset: 5, body: piece }))).toBe('upload-offset');
      const wrong = `sha256 ${createHash('sha256').update('other').digest('base64')}`;
      expect(
        codeOf(await patch(address, { offset: 0, body: piece, headers: { 'Upload-Checksum': wrong } })),
      ).toBe('upload-checksum');
      expect(
        codeOf(await patch(address, { offset: 0, body: piece, headers: { 'Upload-Checksum': 'md5 AA==' } })),
      ).toBe('invalid-input');
      expect(codeOf(await patch(address, { offset: 0, body: Buffer.concat([bytes, piece]) }))).toBe(
        'file-too-large',
      );
      expect(
        codeOf(await patch(address, { offset: 0, body: piece, headers: { 'Content-Type': 'text/plain' } })),
      ).toBe('unsupported-media-type');
      expect(
        codeOf(await patch(address, { offset: 0, body: piece, headers: { 'Tus-Resumable': '0.2.2' } })),
      ).toBe('upload-protocol');
      expect(await head(address)).toBe('0');
      const right = `sha1 ${createHash('sha1').update(piece).digest('base64')}`;
      expect(
        (await patch(address, { offset: 0, body: piece, headers: { 'Upload-Checksum': right } })).status,
      ).toBe(204);
      expect(await head(address)).toBe('10');
      await editor.send('DELETE', address);
    });

    it('is refused with its last piece where no file may be made of it, and is gone', async () => {
      const bytes = Buffer.from('<html>');
      const address = await begin(bytes);
      expect(codeOf(await patch(address, { offset: 0, body: bytes }))).toBe('media-type-refused');
      expect((await editor.send('HEAD', address)).status).toBe(404);
      expect(arriving()).toEqual([]);
    });

    it('is nobody else’s, and is gone when it is ended', async () => {
      const address = await begin(await picture());
      const other = await server.signInAs('admin');
      expect(codeOf(await other.get(address))).toBe('upload-not-found');
      await patch(address, { offset: 0, body: Buffer.from('abc') });
      expect((await editor.send('DELETE', address)).status).toBe(204);
      expect(codeOf(await editor.get(address))).toBe('upload-not-found');
      expect(arriving()).toEqual([]);
    });

    it('is not begun where it would be too large, or twenty are open', async () => {
      const author = await server.signInAs('author');
      const ask = (length: string) => author.send('POST', UPLOADS, { headers: { 'Upload-Length': length } });
      expect(codeOf(await ask('20000001'))).toBe('file-too-large');
      expect(codeOf(await ask('-1'))).toBe('invalid-input');
      for (let open = 0; open < 20; open += 1) expect((await ask('5')).status).toBe(201);
      expect(codeOf(await ask('5'))).toBe('too-many-uploads');
    });
  });
});
