import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenLinkListSchema } from '../../../model/api/broken-link.ts';
import { acceptedPublicationSchema } from '../../../model/api/publication.ts';
import type { BrokenLinksOrder } from '../../../model/site-pages.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { makeEntry, makeRole, OWN_GERMAN_POSTS, type Made } from './limited-role.ts';

describe.each(DIALECTS)('broken links over HTTP on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let owner: Client;
  let post: Made & { path: string };
  const asked: BrokenLinksOrder[] = [];
  let isKnown = true;

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    const brokenLinks = (order: BrokenLinksOrder) => {
      asked.push(order);
      const link = { path: '/none/', anchor: null, from: ['/', post.path], isCut: true };
      return isKnown ? { links: [link], next: 'next' } : null;
    };
    server = await startApiServer(test.database, { pages: { showingMedia: () => null, brokenLinks } });
    owner = await server.signInAs('owner');
    const made = await makeEntry(server, owner);
    const headers = { 'If-Match': `"${made.versionId}"` };
    const published = await owner.post(`/api/v1/entries/${made.id}/publish`, undefined, headers);
    const { entry } = acceptedPublicationSchema.parse(published.json);
    post = { ...made, path: entry.livePath ?? '' };
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  it('name the entries of the pages that hold them, to those who may read them', async () => {
    const page = { path: '/', entryId: null, collection: null, title: null };
    const entry = {
      path: post.path,
      entryId: post.id,
      collection: 'posts',
      title: expect.stringMatching(/./),
    };
    expect(await fromOf(await server.signInAs('viewer'))).toEqual([page, entry]);
    expect(asked.at(-1)).toEqual({ after: 'abc', limit: 7 });
    const berta = await server.signInAs(await makeRole(owner, OWN_GERMAN_POSTS));
    expect(await fromOf(berta)).toEqual([page, { ...page, path: post.path }]);
  });

  it('are not told where nothing is known of the pages', async () => {
    isKnown = false;
    const reply = await owner.get('/api/v1/links/broken');
    expect(reply.status).toBe(503);
    expect(reply.json).toMatchObject({ code: 'not-released' });
    isKnown = true;
  });
});

async function fromOf(client: Client): Promise<unknown> {
  const reply = await client.get('/api/v1/links/broken?limit=7&cursor=abc');
  expect(reply.status).toBe(200);
  const list = brokenLinkListSchema.parse(reply.json);
  expect(list).toMatchObject({
    links: [{ path: '/none/', anchor: null, isCut: true }],
    nextCursor: 'next',
  });
  return list.links[0]?.from;
}
