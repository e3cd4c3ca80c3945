import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { bundleSchema } from '../../../model/api/bundle.ts';
import { newApiTokenSchema } from '../../../model/api/api-token.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { BUNDLES } from './bundle-place.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

let test: TestDatabase;
let server: ApiServer;
let editor: Client;
let now = new Date();
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database, { now: () => now });
  editor = await server.signInAs('editor');
});
afterAll(async () => {
  await server.close();
  await test.close();
});

async function makePost(title: string, client = editor) {
  const reply = await client.post('/api/v1/entries', { collection: 'posts', content: { title } });
  return entrySchema.parse(reply.json);
}

/** Where the preview begins, for whoever has the address. */
async function open(address: string, client = editor): Promise<string> {
  const { headers, status } = await client.get(address);
  expect(status).toBe(302);
  return headers.location ?? '';
}

const codeOf = ({ json }: { json: unknown }): string => problemSchema.parse(json).code;

describe('a ticket', () => {
  it('opens every page of the site with the same drafts, for whoever has it', async () => {
    const entry = await makePost('Every page');
    const address = await open(`/preview/${entry.id}?path=/blog/`);
    const stranger = server.client();
    const page = await stranger.get(address);
    expect([page.status, server.previewed.at(-1)?.id]).toEqual([200, entry.id]);
    const home = /href="(\/preview\/t\/[^"]+\/)"/.exec(page.text)?.[1] ?? '';
    expect(home).toBe(address.replace(/blog\/$/, ''));
    expect((await stranger.get(home)).status).toBe(200);
    expect(page.text).toContain('target="_blank" rel="noopener" href="https://else.example/"');
    expect(page.text).not.toContain('href="/"');
  });

  it('shows several drafts, and versions of them', async () => {
    const first = await makePost('One of several');
    const second = await makePost('Another of several');
    await editor.put(`/api/v1/entries/${second.id}/versions/${second.draft.versionId}/name`, {
      name: 'As it was',
    });
    await editor.put(
      `/api/v1/entries/${second.id}/draft`,
      { content: { ...second.draft.content, title: 'Changed since' } },
      { 'If-Match': `"${second.draft.versionId}"` },
    );
    const before = server.previewed.length;
    const address = await open(`/preview/${first.id}?with=${second.id}@${second.draft.versionId}`);
    await server.client().get(address);
    expect(server.previewed.slice(before).map(({ fields }) => fields['title'])).toEqual([
      'One of several',
      'Another of several',
    ]);
    await server.client().get(await open(`/preview/${second.id}`));
    expect(server.previewed.at(-1)?.fields['title']).toBe('Changed since');
  });

  it('shows all drafts of whoever looks, and of nobody else', async () => {
    const author = await server.signInAs('author');
    const mine = [await makePost('Mine', author), await makePost('Mine too', author)];
    const before = server.previewed.length;
    const address = await open('/preview/mine', author);
    await server.client().get(address);
    const shown = server.previewed.slice(before).map(({ id }) => id);
    expect(shown.toSorted()).toEqual(mine.map(({ id }) => id).toSorted());
  });

  it('shows everything that a bundle publishes, however much that is, as it is when somebody looks', async () => {
    const entries = [];
    for (let nth = 0; nth < 25; nth += 1) entries.push(await makePost(`In a bundle ${nth}`));
    const made = await editor.post(BUNDLES, { title: 'Many', entries: entries.map(({ id }) => ({ id })) });
    const { id } = bundleSchema.parse(made.json);
    const address = await open(`/preview/bundle:${id}?path=/blog/`);
    const shown = async (): Promise<string[]> => {
      const before = server.previewed.length;
      expect((await server.client().get(address)).status).toBe(200);
      return server.previewed.slice(before).map((entry) => entry.id);
    };
    expect((await shown()).toSorted()).toEqual(entries.map((entry) => entry.id).toSorted());
    await editor.send('DELETE', `${BUNDLES}/${id}/entries/${entries[3]?.id}`);
    expect(await shown()).toHaveLength(24);
    await editor.send('DELETE', `${BUNDLES}/${id}`);
    const gone = await server.client().get(address);
    expect([gone.status, codeOf(gone)]).toEqual([404, 'bundle-not-found']);
  });

  it('shows of a bundle that is scheduled what will be published, whatever was saved since', async () => {
    const { draft, id } = await makePost('As it was scheduled');
    const made = await editor.post(BUNDLES, { title: 'Later', entries: [{ id }] });
    const bundle = bundleSchema.parse(made.json).id;
    const at = { time: '2090-03-14T12:00', timeZone: 'UTC' };
    const entries = [{ id, versionId: draft.versionId }];
    expect((await editor.post('/api/v1/schedules', { at, entries, bundle })).status).toBe(201);
    const match = { 'If-Match': `"${draft.versionId}"` };
    const content = { ...draft.content, title: 'Saved since' };
    expect((await editor.put(`/api/v1/entries/${id}/draft`, { content }, match)).status).toBe(200);
    await server.client().get(await open(`/preview/bundle:${bundle}`));
    expect(server.previewed.at(-1)?.fields['title']).toBe('As it was scheduled');
    await server.client().get(await open(`/preview/${id}`));
    expect(server.previewed.at(-1)?.fields['title']).toBe('Saved since');
  });

  it.each(['x', '', '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10'])('is not made of the bundle "%s"', async (id) => {
    const reply = await editor.get(`/preview/bundle:${id}`);
    expect([reply.status, codeOf(reply)]).toEqual([404, 'bundle-not-found']);
  });

  it.each(['with=x', 'with=mine', `with=${'0'.repeat(36)}`])('says what is wrong with ?%s', async (query) => {
    const entry = await makePost('Asked wrongly');
    const reply = await editor.get(`/preview/${entry.id}?${query}`);
    expect([reply.status, codeOf(reply)]).toEqual([422, 'invalid-input']);
  });

  it.each(['/../../../api/v1/session', '/blog/../../..', '/a\\..\\b', '/.env', 'blog/'])(
    'does not lead to %s, which is no path of the site',
    async (path) => {
      const entry = await makePost('Nowhere else');
      const reply = await editor.get(`/preview/${entry.id}?path=${encodeURIComponent(path)}`);
      expect([reply.status, codeOf(reply)]).toEqual([422, 'invalid-input']);
      const content = { title: 'Nowhere else' };
      const unsaved = await editor.post('/api/v1/preview', { entryId: entry.id, content, path });
      expect([unsaved.status, codeOf(unsaved)]).toEqual([422, 'invalid-input']);
    },
  );

  it('leads no detour out of the preview', async () => {
    const address = await open(`/preview/${(await makePost('Detours')).id}?path=/`);
    const detour = async (leadsTo: string) => {
      const text = Buffer.from(leadsTo).toString('base64url');
      const { headers, status } = await server.client().get(`${address}~stillpress-link/AA.${text}`);
      return status === 302 ? (headers.location ?? '').replace(address, '/') : status;
    };
    expect(await detour('/blog/?a=1#b')).toBe('/blog/?a=1#b');
    expect(await detour('/../../../api/v1/session')).toBe('/api/v1/session');
    expect(await detour('/%2e%2e/%2E./api/')).toBe('/api/');
    for (const out of ['//evil.example/', '/\\evil.example/', 'https://evil.example/', 'javascript:alert(1)'])
      expect([out, await detour(out)]).toEqual([out, 404]);
  });

  it('is none once it was altered, or once its time is over', async () => {
    const entry = await makePost('For an hour');
    const other = await makePost('Not asked for');
    const address = await open(`/preview/${entry.id}`);
    const stranger = server.client();
    for (const altered of [
      address.replace(entry.id, other.id),
      address.replace(entry.id, 'mine'),
      address.replace('/t/s.', '/t/t.'),
      address.replace(/\.[\w-]+\//, '.AAAA/'),
    ]) {
      const reply = await stranger.get(altered);
      expect([reply.status, codeOf(reply)]).toEqual([410, 'preview-ended']);
    }
    now = new Date(Date.now() + 59 * 60_000);
    expect((await stranger.get(address)).status).toBe(200);
    now = new Date(Date.now() + 76 * 60_000);
    expect((await stranger.get(address)).status).toBe(410);
    now = new Date();
  });

  it('ends with the session, or with the API token, by which it was made', async () => {
    const person = await server.signInAs('editor');
    const entry = await makePost('Signed out');
    const made = await person.post('/api/v1/tokens', { name: 'A test', scopes: ['read'] });
    const { id, token } = newApiTokenSchema.parse(made.json);
    const program = await server.client().get(`/preview/${entry.id}`, { Authorization: `Bearer ${token}` });
    const ofProgram = program.headers.location ?? '';
    const ofPerson = await open(`/preview/${entry.id}`, person);
    const stranger = server.client();
    expect((await stranger.get(ofProgram)).status).toBe(200);
    await person.send('DELETE', `/api/v1/tokens/${id}`);
    expect((await stranger.get(ofProgram)).status).toBe(410);
    expect((await stranger.get(ofPerson)).status).toBe(200);
    await person.send('DELETE', '/api/v1/session');
    expect((await stranger.get(ofPerson)).status).toBe(410);
  });

  it('stands in no log', async () => {
    const address = await open(`/preview/${(await makePost('Not logged')).id}`);
    await server.client().get(address);
    const [, ticket = ''] = /^\/preview\/t\/([^/]+)/.exec(address) ?? [];
    expect(ticket).not.toBe('');
    expect(server.logLines.join('')).not.toContain(ticket);
  });
});

it('sends files of the templates to pages without an origin, with what they load', async () => {
  const address = await open(`/preview/${(await makePost('With styles')).id}?path=/_astro/a.css`);
  const reply = await server.client().get(address);
  const prefix = address.replace(/\/_astro.*$/, '');
  expect([reply.text, reply.headers['access-control-allow-origin']]).toEqual([
    `p { background: url(${prefix}/_astro/b.png) }`,
    '*',
  ]);
});

it('shows content that is not saved, and keeps nothing of it', async () => {
  const entry = await makePost('As it was saved');
  const content = { title: 'While I type', slug: 'while-i-type', body: { markdown: 'More' } };
  const reply = await editor.post('/api/v1/preview', { entryId: entry.id, content });
  expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('<h1>While I type</h1>')]);
  expect(reply.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': expect.stringContaining('sandbox allow-scripts'),
    'cache-control': 'no-store',
  });
  const after = await editor.get(`/api/v1/entries/${entry.id}`);
  expect(entrySchema.parse(after.json).draft.versionId).toBe(entry.draft.versionId);
  const wrong = await editor.post('/api/v1/preview', { entryId: entry.id, content: { title: 7 } });
  expect(problemSchema.parse(wrong.json).errors?.[0]?.path).toBe('title');
});

it('has the same addresses in it while somebody types, for as long as the frame around it goes on', async () => {
  const entry = await makePost('Typed');
  const minute = 60_000;
  const begin = Math.ceil(Date.now() / (15 * minute)) * 15 * minute;
  now = new Date(begin + 1_000);
  const address = await open(`/preview/${entry.id}`);
  const [, ticket = ''] = /^\/preview\/t\/([^/]+)/.exec(address) ?? [];
  now = new Date(begin + 15 * minute - 1_000);
  const { text } = await editor.post('/api/v1/preview', { entryId: entry.id, content: entry.draft.content });
  expect(/data-live="\/preview\/live\/([^?"]+)/.exec(text)?.[1]).toBe(ticket);
  now = new Date(begin + 61 * minute);
  expect((await server.client().get(address)).status).toBe(200);
  now = new Date(begin + 75 * minute);
  expect((await server.client().get(address)).status).toBe(410);
  now = new Date();
});

describe('on an origin of their own', () => {
  const ORIGIN = 'http://preview.example:4000';
  let own: ApiServer;
  let person: Client;
  beforeAll(async () => {
    own = await startApiServer(test.database, { previewOrigin: ORIGIN });
    person = await own.signInAs('editor');
  });
  afterAll(() => own.close());

  it('previews are served there alone, and nothing else is', async () => {
    const entry = await makePost('On its own', person);
    const address = await open(`/preview/${entry.id}`, person);
    expect(address.startsWith(`${ORIGIN}/preview/t/`)).toBe(true);
    const path = address.slice(ORIGIN.length);
    const there = { Host: 'preview.example:4000' };
    const page = await own.client().get(path, there);
    expect([page.status, page.headers['content-security-policy']]).toEqual([
      200,
      expect.stringMatching(/allow-same-origin; frame-ancestors http:\/\/admin\.example:4000$/),
    ]);
    expect((await person.get(path)).status).toBe(404);
    for (const elsewhere of ['/', '/api/v1/session', '/admin/', `/preview/${entry.id}`, '/preview'])
      expect([elsewhere, (await person.get(elsewhere, there)).status]).toEqual([elsewhere, 404]);
    const worker = await own.client().get(path, { ...there, 'Service-Worker': 'script' });
    expect(worker.status).toBe(404);
  });
});
