import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { idOf, makeEntry, makeRole } from './limited-role.ts';

let test: TestDatabase;
let server: ApiServer;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
});
afterAll(async () => {
  await server.close();
  await test.close();
});

async function makePost(title: string, client: Client) {
  const reply = await client.post('/api/v1/entries', { collection: 'posts', content: { title } });
  return entrySchema.parse(reply.json);
}

/** Where the preview begins, for whoever has the address. */
async function open(address: string, client: Client): Promise<string> {
  const { headers, status } = await client.get(address);
  expect(status).toBe(302);
  return headers.location ?? '';
}

const rendered = (): string[] =>
  server.previewed.map(({ fields }) => String(fields['title'] ?? fields['name']));

describe('the live channel', () => {
  it('tells that a draft was saved, also between the page and the stream, and ends with the session', async () => {
    const person = await server.signInAs('editor');
    const entry = await makePost('Told of', person);
    const save = async (title: string) => {
      const path = `/api/v1/entries/${entry.id}`;
      const { draft } = entrySchema.parse((await person.get(path)).json);
      const match = { 'If-Match': `"${draft.versionId}"` };
      await person.put(`${path}/draft`, { content: { ...draft.content, title } }, match);
    };
    const page = await server.client().get(await open(`/preview/${entry.id}`, person));
    const live = /data-live="([^"]+)"/.exec(page.text)?.[1] ?? '';
    await save('Before anybody listens');
    const stream = await listen(live);
    await expect.poll(stream.events).toEqual(['saved']);
    await save('While somebody listens');
    await expect.poll(stream.events).toEqual(['saved', 'saved']);
    await person.send('DELETE', '/api/v1/session');
    await expect.poll(stream.events).toEqual(['saved', 'saved', 'ended']);
    await stream.ended;
    expect((await server.client().get(live)).status).toBe(410);
  });

  it('has the page rendered before it is asked for, for whoever may still see it', async () => {
    const person = await server.signInAs('editor');
    const entry = await makePost('As it was', person);
    const address = await open(`/preview/${entry.id}`, person);
    const path = address.split('/').slice(4).join('/');
    const page = await server.client().get(address);
    const live = /data-live="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const stream = await listen(`${live}&path=/${encodeURIComponent(path)}`);
    const { draft } = entrySchema.parse((await person.get(`/api/v1/entries/${entry.id}`)).json);
    const match = { 'If-Match': `"${draft.versionId}"` };
    const content = { ...draft.content, title: 'As it is' };
    server.previewed.length = 0;
    await person.put(`/api/v1/entries/${entry.id}/draft`, { content }, match);
    await expect.poll(rendered).toEqual(['As it is']);
    await expect.poll(stream.events).toEqual(['saved']);
    expect((await server.client().get(address)).text).toContain('As it is');
    await person.send('DELETE', '/api/v1/session');
    expect((await server.client().get(address)).status).toBe(410);
    await stream.ended;
  });

  it('renders ahead with what somebody may see by then, and gives it to nobody who may see less', async () => {
    const owner = await server.signInAs('owner');
    const person = await server.signInAs('editor');
    await makePost('Not theirs any more', person);
    const author = await makeEntry(server, person, { collection: 'authors', locale: 'en' });
    const address = await open('/preview/mine?path=/', person);
    const page = await server.client().get(address);
    expect(rendered()).toContain('Not theirs any more');
    const live = /data-live="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const stream = await listen(`${live}&path=/`);
    const role = await makeRole(owner, [{ actions: ['entry.read', 'entry.save'], collections: ['authors'] }]);
    await owner.put(`/api/v1/users/${await idOf(person)}/role`, { role: role.id });
    await expect.poll(stream.events).toContain('saved');
    server.previewed.length = 0;
    const match = { 'If-Match': `"${author.versionId}"` };
    await person.put(`/api/v1/entries/${author.id}/draft`, { content: { name: 'Theirs' } }, match);
    await expect.poll(rendered).toContain('Theirs');
    expect((await server.client().get(address)).status).toBe(200);
    expect(rendered()).not.toContain('Not theirs any more');
    await person.send('DELETE', '/api/v1/session');
    await stream.ended;
  });
});

async function listen(address: string) {
  const answer = await fetch(`http://127.0.0.1:${server.port}${address}`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  let text = '';
  const read = async (): Promise<void> => {
    for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString();
  };
  const events = () => Array.from(text.matchAll(/^event: (\w+)$/gm), ([, kind]) => kind);
  return { ended: read(), events };
}
