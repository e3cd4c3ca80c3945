import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaUsageSchema, uploadedMediaSchema } from '../../../model/api/media.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import type { PagesShowingOrder, SitePages } from '../../../model/site-pages.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { formOf } from '../../support/media/forms.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

const codeOf = ({ json }: Reply): string => problemSchema.parse(json).code;

const asked: PagesShowingOrder[] = [];
const somePages: SitePages = {
  showingMedia: (order) => {
    asked.push(order);
    return { paths: ['/', '/später/'], next: '1.7' };
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
      },
    });
    expect(asked.splice(0)).toEqual([{ mediaId: address.split('/').at(-1), after: '1.3', limit: 2 }]);
    expect(codeOf(await editor.get(`${address}/usage?pagesCursor=${'1'.repeat(101)}`))).toBe('invalid-input');
  });
});
