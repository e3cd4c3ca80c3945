import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaListSchema, uploadedMediaSchema } from '../../../model/api/media.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { formOf } from '../../support/media/forms.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';
import { makeEntry, makeRole } from './limited-role.ts';

const MEDIA = '/api/v1/media';
const EVERYWHERE = { collections: 'all', locales: 'all' };

/** By hand: what is done to one file. */
const CHANGES: Readonly<Record<string, (client: Client, address: string) => Promise<Reply>>> = {
  'change what it shows': async (client, address) =>
    await client.put(address, { alt: 'Mine', focal: { x: 0.5, y: 0.5 } }),
  'replace its bytes': async (client, address) => {
    const { bytes, headers } = formOf([{ fileName: 'b.jpg', bytes: await pictureBytes({ seed: 77 }) }]);
    return await client.send('POST', `${address}/file`, { headers, body: bytes });
  },
  'delete it': async (client, address) => await client.send('DELETE', `${address}?despiteUse=true`),
};

describe.each(DIALECTS)('a role of the site with their own media files, on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let owner: Client;
  let clara: Client;
  let seed = 0;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    owner = await server.signInAs('owner');
    const role = await makeRole(owner, [
      { actions: ['media.read', 'media.upload'], ...EVERYWHERE, whose: 'any' },
      { actions: ['media.update', 'media.delete'], ...EVERYWHERE, whose: 'own' },
    ]);
    clara = await server.signInAs(role);
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const upload = async (client: Client): Promise<string> => {
    const { bytes, headers } = formOf([
      { fileName: 'a.jpg', bytes: await pictureBytes({ seed: (seed += 1) }) },
    ]);
    const reply = await client.send('POST', MEDIA, { headers, body: bytes });
    return `${MEDIA}/${uploadedMediaSchema.parse(reply.json).results[0]?.media?.id ?? ''}`;
  };

  it.each(Object.entries(CHANGES))('lets them %s, and keeps them from those of others', async (_, change) => {
    const mine = await upload(clara);
    const foreign = await upload(owner);
    const nobodys = await upload(clara);
    await server.database.write((tx) =>
      tx
        .updateTable('media')
        .set({ created_by: null })
        .where('id', '=', nobodys.split('/').at(-1) ?? '')
        .execute(),
    );
    expect((await change(clara, mine)).status).toBe(200);
    for (const address of [foreign, nobodys]) {
      const before = (await owner.get(address)).text;
      const refused = await change(clara, address);
      expect([refused.status, problemSchema.parse(refused.json).code]).toEqual([403, 'not-allowed']);
      expect((await owner.get(address)).text).toBe(before);
    }
  });

  it.each(Object.entries(CHANGES))(
    'lets contributors %s until an entry that it stands in is public, and authors where that is theirs',
    async (_, change) => {
      const contributor = await server.signInAs('contributor');
      const author = await server.signInAs('author');
      for (const { maker, uploader, status } of [
        { maker: owner, uploader: contributor, status: 403 },
        { maker: owner, uploader: author, status: 403 },
        { maker: author, uploader: author, status: 200 },
      ]) {
        const address = await upload(uploader);
        const mediaId = address.split('/').at(-1) ?? '';
        const body = { type: 'doc', content: [{ type: 'image', attrs: { mediaId } }] };
        const { id, versionId } = await makeEntry(server, maker, { content: { body } });
        const match = { 'If-Match': `"${versionId}"` };
        expect((await maker.send('POST', `/api/v1/entries/${id}/publish`, { headers: match })).status).toBe(
          202,
        );
        const before = (await owner.get(address)).text;
        const reply = await change(uploader, address);
        const isAsBefore = (await owner.get(address)).text === before;
        expect([reply.status, isAsBefore]).toEqual([status, status === 403]);
      }
    },
  );

  it('shows them those of everybody', async () => {
    const foreign = await upload(owner);
    const { media } = mediaListSchema.parse((await clara.get(MEDIA)).json);
    expect(media.map(({ id }) => `${MEDIA}/${id}`)).toContain(foreign);
    expect((await clara.get(`${foreign}/usage`)).status).toBe(200);
  });
});
