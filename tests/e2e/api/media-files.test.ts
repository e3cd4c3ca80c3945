import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  mediaListSchema,
  mediaSchema,
  mediaUsageSchema,
  uploadedMediaSchema,
} from '../../../model/api/media.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import type { PagesShowingOrder, SitePages } from '../../../model/site-pages.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { formOf } from '../../support/media/forms.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { mp3Bytes } from '../../support/media/recordings.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

const codeOf = ({ json }: Reply): string => problemSchema.parse(json).code;

const asked: PagesShowingOrder[] = [];
const somePages: SitePages = {
  brokenLinks: () => null,
  showingMedia: (order) => {
    asked.push(order);
    return { paths: ['/', '/später/'], next: '1.7', file: '/sub/_media/x/0/größe #1.jpg' };
  },
};

describe.each(DIALECTS)('a media file over HTTP on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;
  let mediaFolder: string;
  beforeAll(async () => {
    mediaFolder = mkdtempSync(join(tmpdir(), 'stillpress-media-'));
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { mediaFolder, pages: somePages });
    editor = await server.signInAs('editor');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
    rmSync(mediaFolder, { recursive: true });
  });

  const upload = async (fileName: string, bytes: Buffer): Promise<string> => {
    const { bytes: body, headers } = formOf([{ fileName, bytes }]);
    const reply = await editor.send('POST', '/api/v1/media', { headers, body });
    return `/api/v1/media/${uploadedMediaSchema.parse(reply.json).results[0]?.media?.id ?? ''}`;
  };

  it('may be kept for a while by a browser that names its bytes, and is looked at again by others', async () => {
    const media = await upload('kept.jpg', await pictureBytes({ seed: 77 }));
    const { hash } = mediaSchema.parse((await editor.get(media)).json);
    const keeping = async (query: string) =>
      (await editor.get(`${media}/file?${query}`)).headers['cache-control'];
    expect(await keeping(`width=320&hash=${hash}`)).toBe('private, max-age=3600');
    expect(await keeping(`hash=${hash}`)).toBe('private, max-age=3600');
    const others = ['width=320', `hash=${'0'.repeat(64)}`, `ratio=1:1&hash=${hash}`];
    for (const query of others) expect(await keeping(query)).toBe('private, no-cache');
  });

  it('is found by its tags, which a change may leave as they are', async () => {
    const media = await upload('tagged.jpg', await pictureBytes({ seed: 78 }));
    const focal = { x: 0.5, y: 0.5 };
    await editor.put(media, { alt: '', focal, tags: ['Norway'] });
    await editor.put(media, { alt: 'A fjord', focal });
    const found = mediaListSchema.parse((await editor.get('/api/v1/media?tag=Norway&lacksAlt=false')).json);
    expect(found.media.map(({ alt, tags }) => [alt, tags])).toEqual([['A fjord', ['Norway']]]);
    expect((await editor.get('/api/v1/media/tags')).json).toEqual({ tags: [{ tag: 'Norway', count: 1 }] });
  });

  describe('in parts', () => {
    const SOUND = Buffer.concat([mp3Bytes({ frames: 2 }), Buffer.alloc(300_010 - 844, 'abcdefg')]);
    let file: string;
    let etag: string;
    beforeAll(async () => {
      file = `${await upload('wave.mp3', SOUND)}/file`;
      etag = String((await editor.send('HEAD', file)).headers.etag);
    });
    const ask = async (headers: Record<string, string>, method = 'GET') => {
      const { status, text, headers: told } = await editor.send(method, file, { headers });
      return { status, length: text.length, text, range: told['content-range'], told };
    };

    it.each([
      ['bytes=0-99', 0, 99],
      ['bytes=300000-', 300_000, 300_009],
      ['bytes=-5', 300_005, 300_009],
      ['bytes=7-900000', 7, 300_009],
    ])('%s is answered with these bytes and no others', async (range, start, end) => {
      const reply = await ask({ Range: range });
      expect([reply.status, reply.range]).toEqual([206, `bytes ${start}-${end}/300010`]);
      expect(reply.told).toMatchObject({
        'content-length': String(end - start + 1),
        'content-type': 'audio/mpeg',
        'accept-ranges': 'bytes',
        'x-content-type-options': 'nosniff',
        etag,
      });
      expect(reply.text === SOUND.subarray(start, end + 1).toString()).toBe(true);
    });

    it.each(['bytes=0-1,5-6', 'bytes=9-3', 'lines=1-2', 'bytes=', 'bytes=a-b'])(
      '%s is answered with all of it',
      async (range) => {
        expect(await ask({ Range: range })).toMatchObject({ status: 200, length: 300_010 });
      },
    );

    it('that begin behind the end are refused, with the size', async () => {
      const reply = await editor.get(file, { Range: 'bytes=300010-' });
      expect([reply.status, codeOf(reply), reply.headers['content-range'], reply.headers.etag]).toEqual([
        416,
        'range-not-satisfiable',
        'bytes */300010',
        undefined,
      ]);
    });

    it('are given to who has parts of this version, and all of it to everybody else', async () => {
      const Range = 'bytes=0-0';
      expect(await ask({ Range, 'If-Range': etag })).toMatchObject({ status: 206, length: 1 });
      for (const other of ['"else"', `W/${etag}`, new Date().toUTCString()])
        expect(await ask({ Range, 'If-Range': other })).toMatchObject({ status: 200, range: undefined });
      // Beyond the end of this version, and within that of the other.
      expect((await ask({ Range: 'bytes=400000-', 'If-Range': '"else"' })).status).toBe(200);
    });

    it('are not answered to who has all of it, or asks for the head', async () => {
      const Range = 'bytes=0-9';
      for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
        expect(await ask({ Range, 'If-None-Match': known })).toMatchObject({ status: 304, length: 0 });
      expect(await ask({ Range, 'If-None-Match': '"x"' })).toMatchObject({ status: 206 });
      const head = await ask({ Range }, 'HEAD');
      expect(head).toMatchObject({ status: 200, length: 0, range: undefined });
      expect(head.told).toMatchObject({ 'content-length': '300010', 'accept-ranges': 'bytes', etag });
    });

    it('are given of the variants of a picture too', async () => {
      const address = await upload('dot.jpg', await pictureBytes({ width: 400, height: 300, seed: 5 }));
      const variant = `${address}/file?width=320`;
      const { headers } = await editor.send('HEAD', variant);
      const part = await editor.get(variant, { Range: 'bytes=0-3', 'If-Range': String(headers.etag) });
      expect([part.status, part.text, part.headers['content-range']]).toEqual([
        206,
        'RIFF',
        `bytes 0-3/${headers['content-length']}`,
      ]);
    });

    it('are missing with all of it, and that is said', async () => {
      const lost = `${await upload('lost.mp3', Buffer.concat([SOUND, Buffer.from('x')]))}/file`;
      const hash = String((await editor.send('HEAD', lost)).headers.etag).replaceAll('"', '');
      rmSync(join(mediaFolder, 'media/files', hash.slice(0, 2), hash));
      for (const Range of ['bytes=0-9', ''])
        expect(codeOf(await editor.get(lost, { Range }))).toBe('media-bytes-missing');
      expect((await editor.send('HEAD', lost)).status).toBe(500);
    });
  });

  it.each([
    ['plain name.mp3', 'plain name.mp3', 'plain%20name.mp3'],
    ['Übung „1“ 100%.mp3', '_bung _1_ 100_.mp3', '%C3%9Cbung%20%E2%80%9E1%E2%80%9C%20100%25.mp3'],
    ["it's (a) *best* one!.mp3", "it's (a) best one!.mp3", 'it%27s%20%28a%29%20best%20one%21.mp3'],
    ['😀;filename=evil.exe.mp3', '__;filename=evil.exe.mp3', '%F0%9F%98%80%3Bfilename%3Devil.exe.mp3'],
    ['a\u202egpj.exe.mp3', 'agpj.exe.mp3', 'agpj.exe.mp3'],
    ['../../etc/passwd\u0000.mp3', 'passwd.mp3', 'passwd.mp3'],
    ['x"; y="z.mp3', 'x; y=z.mp3', 'x%3B%20y%3Dz.mp3'],
  ])('of the name %j is saved under one that every browser reads the same', async (name, ascii, encoded) => {
    const bytes = mp3Bytes({ label: name });
    const { headers } = await editor.get(`${await upload(name, bytes)}/file`);
    expect(headers['content-disposition']).toBe(`inline; filename="${ascii}"; filename*=UTF-8''${encoded}`);
  });

  it('says where it is used: in which entries, and at which addresses visitors see it', async () => {
    const address = await upload('dot.jpg', await pictureBytes({ seed: 3 }));
    const reply = await editor.get(`${address}/usage?limit=2&pagesCursor=1.3`);
    expect(mediaUsageSchema.parse(reply.json)).toEqual({
      count: 0,
      entries: [],
      nextCursor: null,
      shownOn: {
        pages: [
          { path: '/', url: 'http://site.example/' },
          { path: '/später/', url: 'http://site.example/sp%C3%A4ter/' },
        ],
        nextCursor: '1.7',
        fileUrl: 'http://site.example/sub/_media/x/0/gr%C3%B6%C3%9Fe%20%231.jpg',
      },
    });
    expect(asked.splice(0)).toEqual([{ mediaId: address.split('/').at(-1), after: '1.3', limit: 2 }]);
    expect(codeOf(await editor.get(`${address}/usage?pagesCursor=${'1'.repeat(101)}`))).toBe('invalid-input');
  });
});
