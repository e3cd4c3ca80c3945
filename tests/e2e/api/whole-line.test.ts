import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { currentSessionSchema, sessionSchema } from '../../../model/api/account.ts';
import { contentModelSchema } from '../../../model/api/content-model.ts';
import { entryListSchema, entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { acceptedPublicationSchema, publicationSchema } from '../../../model/api/publication.ts';
import { createOwnerLink } from '../../../server/accounts/create-owner-link.ts';
import { finishRelease, insertRelease, insertReleaseFiles } from '../../../server/store/releases.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

/** What came is what the schema says: nothing is missing, and nothing is there that the schema does not declare. */
function parse<Schema extends z.ZodType>(schema: Schema, reply: Reply): z.output<Schema> {
  const parsed = schema.parse(reply.json);
  expect(parsed).toEqual(reply.json);
  return parsed;
}

describe.each(DIALECTS)('the API on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  it('takes a person from the one-time link to a published post, and off the site again', async () => {
    const owner = await setUp(server);
    const created = await create(owner);
    const saved = await save(owner, created);
    await conflict(owner, { created, saved });
    const published = await publish(owner, saved);
    await withdraw(owner, published);
    const signedOut = await signOut(owner);
    expect(signedOut.status).toBe(401);
  });

  it('says when a publication is live, and what it changed', async () => {
    const editor = await server.signInAs('editor');
    const entry = parse(entrySchema, await editor.post('/api/v1/entries', post('Seen by all')));
    const match = { 'If-Match': `"${entry.draft.versionId}"` };
    const accepted = await editor.post(`/api/v1/entries/${entry.id}/publish`, undefined, match);
    const seq = parse(acceptedPublicationSchema, accepted).publication?.seq ?? 0;
    const address = accepted.headers.location ?? '';
    expect(parse(publicationSchema, await editor.get(address))).toMatchObject({
      seq,
      state: 'accepted',
      liveAt: null,
    });

    await releaseUpTo(seq);

    expect(parse(publicationSchema, await editor.get(address))).toMatchObject({
      state: 'live',
      liveAt: '2026-01-01T00:00:01.000Z',
      changedUrls: ['http://site.example/', 'http://site.example/blog/seen-by-all/'],
    });
    expect((await editor.get('/api/v1/publications/9999')).status).toBe(404);
  });

  it('reads Markdown into rich text, and gives rich text back', async () => {
    const editor = await server.signInAs('editor');
    const body = { markdown: '## Hello\n\nSome *text* and a [link](https://example.org).' };
    const reply = await editor.post('/api/v1/entries', post('In Markdown', { body }));
    const { content } = parse(entrySchema, reply).draft;
    expect(content['body']).toMatchObject({
      type: 'doc',
      content: [{ type: 'heading' }, { type: 'paragraph' }],
    });
  });

  it('lists page after page, and narrows the list', async () => {
    const editor = await server.signInAs('editor');
    for (const name of ['Ada', 'Ben', 'Cleo']) {
      await editor.post('/api/v1/entries', { collection: 'authors', content: { name } });
    }
    const first = parse(entryListSchema, await editor.get('/api/v1/entries?collection=authors&limit=2'));
    const cursor = first.nextCursor ?? '';
    const second = parse(
      entryListSchema,
      await editor.get(`/api/v1/entries?collection=authors&limit=2&cursor=${encodeURIComponent(cursor)}`),
    );
    expect([...first.entries, ...second.entries].map(({ title }) => title)).toEqual(['Cleo', 'Ben', 'Ada']);
    expect(second.nextCursor).toBeNull();
    const live = parse(entryListSchema, await editor.get('/api/v1/entries?collection=authors&state=live'));
    expect(live.entries).toEqual([]);
  });

  it('gives the content model, with a tag', async () => {
    const viewer = await server.signInAs('viewer');
    const reply = await viewer.get('/api/v1/content-model');
    expect(Object.keys(parse(contentModelSchema, reply).collections)).toEqual([
      'posts',
      'authors',
      'settings',
    ]);
    const again = await viewer.get('/api/v1/content-model', { 'If-None-Match': reply.headers.etag ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('previews the draft of an entry as nobody, and lets nobody keep it', async () => {
    const editor = await server.signInAs('editor');
    const entry = parse(entrySchema, await editor.post('/api/v1/entries', post('Not yet')));
    const { headers, status } = await editor.get(`/preview/${entry.id}`);
    expect([status, headers.location]).toEqual([
      302,
      expect.stringMatching(/^\/preview\/t\/.+\/blog\/not-yet\/$/),
    ]);
    const reply = await server.client().get(headers.location ?? '');
    expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('<h1>Not yet</h1>')]);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(
        /^sandbox allow-scripts(?!.*allow-same-origin).*; frame-ancestors http:\/\/admin\.example:4000$/,
      ),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(reply.headers).not.toHaveProperty('x-frame-options');
    expect(server.previewed.at(-1)).toMatchObject({
      id: entry.id,
      path: '/blog/not-yet/',
      slug: 'not-yet',
      versionId: entry.draft.versionId,
    });
    const author = parse(
      entrySchema,
      await editor.post('/api/v1/entries', { collection: 'authors', content: { name: 'Ada' } }),
    );
    expect((await editor.get(`/preview/${author.id}`)).status).toBe(404);
  });

  it('previews what has been public before with the day of its first publication', async () => {
    const editor = await server.signInAs('editor');
    const entry = parse(entrySchema, await editor.post('/api/v1/entries', post('Again and again')));
    const path = `/api/v1/entries/${entry.id}`;
    const publishDraft = async ({ draft }: typeof entry) => {
      await editor.post(`${path}/publish`, undefined, { 'If-Match': `"${draft.versionId}"` });
      return parse(entrySchema, await editor.get(path));
    };
    const first = await publishDraft(entry);
    const content = { ...first.draft.content, body: { markdown: 'More.' } };
    const match = { 'If-Match': `"${first.draft.versionId}"` };
    await publishDraft(parse(entrySchema, await editor.put(`${path}/draft`, { content }, match)));
    const { headers } = await editor.get(`/preview/${entry.id}`);
    await editor.get(headers.location ?? '');
    expect(server.previewed.at(-1)).toMatchObject({ firstPublishedAt: first.publishedAt });
  });

  async function releaseUpTo(seq: number): Promise<void> {
    await test.database.write(async (tx) => {
      const number = await insertRelease(tx, {
        target: 'disk:test',
        seq,
        publicationHash: 'f'.repeat(64),
        templateBuild: 'a build',
        reason: 'publication',
        pagesRendered: 2,
        createdAt: '2026-01-01T00:00:00.000Z',
        finishedAt: null,
        timings: {},
        correlationId: null,
        work: {},
      });
      const before = { hash: 'b', contentType: 'text/html', redirect: null };
      const after = { ...before, hash: 'a' };
      const file = { change: 'changed', before, after, cause: null } as const;
      const paths = ['/blog/seen-by-all/', '/'];
      await insertReleaseFiles(tx, {
        number,
        files: paths.map((path) => Object.assign({ file: `${path.slice(1)}index.html`, path }, file)),
      });
      await finishRelease(tx, { number, finishedAt: '2026-01-01T00:00:01.000Z', timings: {} });
    });
  }
});

function post(title: string, more: Record<string, unknown> = {}): unknown {
  return { collection: 'posts', locale: 'en', content: { title, ...more } };
}

async function setUp(server: ApiServer): Promise<Client> {
  const link = await createOwnerLink(server.database, { now: new Date() });
  const token = link?.token ?? '';
  const person = server.client();
  const address = `/api/v1/setup?token=${token}`;
  expect((await person.get(address)).json).toMatchObject({ state: 'open' });
  expect((await person.get(address)).json).toMatchObject({ state: 'open' });

  const account = { token, email: 'olga@example.org', name: 'Olga', password: PASSWORD };
  const accepted = await person.post('/api/v1/setup', account);
  expect(accepted.status).toBe(201);
  expect(parse(sessionSchema, accepted).user).toMatchObject({ email: 'olga@example.org', role: 'owner' });
  expect(parse(currentSessionSchema, await person.get('/api/v1/session')).user.name).toBe('Olga');

  const late = await server.client().post('/api/v1/setup', { ...account, email: 'mallory@example.org' });
  expect(late.status).toBe(410);
  expect(parse(problemSchema, late).code).toBe('link-not-valid');
  expect((await person.get(address)).json).toMatchObject({ state: 'not-valid' });

  const owner = server.client();
  const wrong = await owner.post('/api/v1/session', {
    email: 'olga@example.org',
    password: 'not the password',
  });
  expect([wrong.status, parse(problemSchema, wrong).code]).toEqual([401, 'wrong-credentials']);
  const signedIn = await owner.post('/api/v1/session', { email: 'Olga@Example.org', password: PASSWORD });
  expect([signedIn.status, signedIn.headers.location]).toEqual([201, '/api/v1/session']);
  return owner;
}

type Entry = z.output<typeof entrySchema>;

async function create(owner: Client): Promise<Entry> {
  const reply = await owner.post('/api/v1/entries', post('First light'));
  const entry = parse(entrySchema, reply);
  expect(reply.status).toBe(201);
  expect(reply.headers).toMatchObject({
    location: `/api/v1/entries/${entry.id}`,
    etag: `"${entry.draft.versionId}"`,
    'cache-control': 'no-store',
  });
  expect(entry).toMatchObject({
    state: 'draft',
    path: '/blog/first-light/',
    livePath: null,
    draft: { number: 1 },
  });
  expect(parse(entrySchema, await owner.get(reply.headers.location ?? ''))).toEqual(entry);
  return entry;
}

async function save(owner: Client, { id, draft }: Entry): Promise<Entry> {
  const content = { ...draft.content, title: 'First light at last' };
  const reply = await owner.put(
    `/api/v1/entries/${id}/draft`,
    { content },
    { 'If-Match': `"${draft.versionId}"` },
  );
  const saved = parse(entrySchema, reply);
  expect([reply.status, reply.headers.etag]).toEqual([200, `"${saved.draft.versionId}"`]);
  expect(saved.draft).toMatchObject({ number: 1, content });
  return saved;
}

async function conflict(owner: Client, { created, saved }: { created: Entry; saved: Entry }): Promise<void> {
  const content = { ...created.draft.content, title: 'Overwritten' };
  const stale = { 'If-Match': `"${created.draft.versionId}"` };
  for (const reply of [
    await owner.put(`/api/v1/entries/${created.id}/draft`, { content }, stale),
    await owner.post(`/api/v1/entries/${created.id}/publish`, undefined, stale),
    await owner.post(`/api/v1/entries/${created.id}/withdraw`, undefined, stale),
  ]) {
    expect([reply.status, reply.headers['content-type']]).toEqual([412, 'application/problem+json']);
    const problem = parse(problemSchema, reply);
    expect(problem.code).toBe('version-conflict');
    expect(problem['current']).toEqual(saved);
  }
  expect(parse(entrySchema, await owner.get(`/api/v1/entries/${created.id}`))).toEqual(saved);
}

async function publish(owner: Client, { id, draft }: Entry): Promise<Entry> {
  const reply = await owner.post(`/api/v1/entries/${id}/publish`, undefined, {
    'If-Match': `"${draft.versionId}"`,
  });
  const { entry, publication } = parse(acceptedPublicationSchema, reply);
  expect([reply.status, reply.headers.location]).toEqual([202, `/api/v1/publications/${publication?.seq}`]);
  expect(entry).toMatchObject({
    state: 'live',
    livePath: '/blog/first-light/',
    publishedVersionId: draft.versionId,
  });
  const again = await owner.post(`/api/v1/entries/${id}/publish`, undefined, {
    'If-Match': `"${draft.versionId}"`,
  });
  expect([again.status, again.headers.location]).toEqual([200, undefined]);
  expect(parse(acceptedPublicationSchema, again)).toEqual({ publication: null, entry, brokenLinks: [] });
  return entry;
}

async function withdraw(owner: Client, { id, draft }: Entry): Promise<void> {
  const match = { 'If-Match': `"${draft.versionId}"` };
  const reply = await owner.post(`/api/v1/entries/${id}/withdraw`, undefined, match);
  expect(reply.status).toBe(202);
  expect(parse(acceptedPublicationSchema, reply).entry).toMatchObject({ state: 'withdrawn', livePath: null });
  const again = await owner.post(`/api/v1/entries/${id}/withdraw`, undefined, match);
  expect([again.status, parse(problemSchema, again).code]).toEqual([409, 'not-published']);
}

async function signOut(owner: Client): Promise<Reply> {
  const copy = new Map(owner.cookies);
  expect((await owner.send('DELETE', '/api/v1/session')).status).toBe(204);
  expect(owner.cookies.size).toBe(0);
  for (const [name, value] of copy) owner.cookies.set(name, value);
  return await owner.get('/api/v1/session');
}
