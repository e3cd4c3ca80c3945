import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

let test: TestDatabase;
let server: ApiServer;
let editor: Client;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
  editor = await server.signInAs('editor');
});
afterAll(async () => {
  await server.close();
  await test.close();
});

async function createAuthor(): Promise<{ path: string; versionId: string }> {
  const reply = await editor.post('/api/v1/entries', { collection: 'authors', content: { name: 'Ada' } });
  const { id, draft } = entrySchema.parse(reply.json);
  return { path: `/api/v1/entries/${id}`, versionId: draft.versionId };
}

describe('addresses and methods', () => {
  it.each(['/api', '/api/', '/api/v1', '/api/v2/entries', '/api/v1/nothing', '/preview/a/b'])(
    'knows nothing at %s',
    async (path) => {
      const reply = await editor.get(path);
      expect([reply.status, reply.headers['content-type']]).toEqual([404, 'application/problem+json']);
      expect(problemSchema.parse(reply.json)).toMatchObject({ code: 'not-found', instance: path });
    },
  );

  it.each(['/preview', '/preview/'])('leads from %s to where the previews are found', async (path) => {
    const reply = await server.client().get(path);
    expect([reply.status, reply.headers.location]).toEqual([302, '/admin/']);
  });

  it('tells a browser in a page why there is no preview, and others in JSON', async () => {
    const browser = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
    const signedOut = await server.client().get('/preview/x', browser);
    expect([signedOut.status, signedOut.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect(signedOut.text).toContain('<a href="/admin/">Sign in</a>');
    expect(signedOut.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cache-control': 'no-store',
      vary: 'Accept',
    });
    expect((await editor.get('/preview/x', browser)).text).toContain('<!doctype html>');
    for (const headers of [{}, { Accept: '*/*' }, { Accept: 'application/json' }])
      expect(problemSchema.parse((await editor.get('/preview/x', headers)).json).code).toBe(
        'entry-not-found',
      );
    const elsewhere = await editor.get('/api/v1/nothing', browser);
    expect(elsewhere.headers['content-type']).toBe('application/problem+json');
  });

  it.each([
    ['DELETE', '/api/v1/entries', 'HEAD, GET, POST, OPTIONS'],
    ['PATCH', '/api/v1/entries/x', 'HEAD, GET, DELETE, OPTIONS'],
    ['GET', '/api/v1/entries/x/publish', 'POST, OPTIONS'],
    ['PROPFIND', '/api/v1/session', 'HEAD, GET, POST, DELETE, OPTIONS'],
  ])('answers %s %s with what it takes instead', async (method, path, methods) => {
    const reply = await editor.send(method, path);
    expect([reply.status, problemSchema.parse(reply.json).code]).toEqual([405, 'method-not-allowed']);
    expect(reply.headers.allow?.split(', ').toSorted()).toEqual(methods.split(', ').toSorted());
  });

  it('answers OPTIONS with the methods, and lets no other origin in', async () => {
    const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'PUT' };
    const reply = await editor.send('OPTIONS', '/api/v1/entries/x/draft', { headers });
    expect([reply.status, reply.text, reply.headers.allow]).toEqual([204, '', 'PUT, OPTIONS']);
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('answers HEAD as GET, without the body', async () => {
    const { path } = await createAuthor();
    const [get, head] = [await editor.get(path), await editor.send('HEAD', path)];
    expect([head.status, head.text, head.headers.etag]).toEqual([200, '', get.headers.etag]);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect((await server.client().send('HEAD', path)).status).toBe(401);
  });

  it('lets nobody keep what it answers', async () => {
    const { path } = await createAuthor();
    for (const reply of [
      await editor.get(path),
      await editor.get('/api/v1/nothing'),
      await editor.send('PUT', path),
    ]) {
      expect(reply.headers['cache-control']).toBe('no-store');
    }
  });
});

describe('the version that a request names', () => {
  it.each<[name: string, header: (versionId: string) => string | undefined, outcome: string]>([
    ['no version', () => undefined, 'precondition-required'],
    ['any version', () => '*', 'precondition-required'],
    ['a version without quotes', (id) => id, 'invalid-input'],
    ['half a quote', (id) => `"${id}`, 'invalid-input'],
    ['an empty list', () => ',', 'invalid-input'],
    ['another version', () => '"01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10"', 'version-conflict'],
    ['nonsense in quotes', () => '"nonsense"', 'version-conflict'],
    ['others only', () => '"nonsense", "more"', 'version-conflict'],
    ['the version', (id) => `"${id}"`, 'saved'],
    ['the version as a compressing proxy hands it on', (id) => `W/"${id}"`, 'saved'],
    ['the version among others', (id) => `"nonsense", "${id}" , W/"more"`, 'saved'],
  ])('a save that names %s', async (_, header, outcome) => {
    const { path, versionId } = await createAuthor();
    const value = header(versionId);
    const match = value === undefined ? {} : { 'If-Match': value };
    const reply = await editor.put(`${path}/draft`, { content: { name: 'Ben' } }, match);
    const problem = problemSchema.safeParse(reply.json);
    expect(problem.data?.code ?? 'saved').toBe(outcome);
    const { draft } = entrySchema.parse((await editor.get(path)).json);
    expect(draft.content).toEqual({ name: outcome === 'saved' ? 'Ben' : 'Ada' });
  });

  it.each<[name: string, header: (versionId: string) => string, status: number]>([
    ['that version', (id) => `"${id}"`, 304],
    ['that version, weakened', (id) => `W/"${id}"`, 304],
    ['that version among others', (id) => `"x", "${id}"`, 304],
    ['any version', () => '*', 304],
    ['another version', () => '"x"', 200],
    ['that version without quotes', (id) => id, 200],
  ])('a read by one who has %s', async (_, header, status) => {
    const { path, versionId } = await createAuthor();
    const reply = await editor.get(path, { 'If-None-Match': header(versionId) });
    expect([reply.status, reply.headers.etag]).toEqual([status, `"${versionId}"`]);
    expect(reply.text === '').toBe(status === 304);
  });
});

describe('a fault of ours', () => {
  it('is answered with an id and nothing else, and logged with its cause', async () => {
    const db = new Proxy(test.database.db, {
      get: () => {
        throw new Error('the secret reason');
      },
    });
    const broken = await startApiServer({ ...test.database, db });
    try {
      const cookie = 'stillpress_session=x';
      const signIn = { email: 'a@example.org', password: 'a long enough one' };
      const reply = await broken.client().post('/api/v1/session', signIn, { Cookie: cookie });
      const problem = problemSchema.parse(reply.json);
      expect([reply.status, problem.code]).toEqual([500, 'internal-error']);
      expect(reply.text).not.toContain('secret reason');
      expect(reply.headers['x-request-id']).toBe(problem.correlationId);
      const line = broken.logLines.find((text) => text.includes('secret reason'));
      expect(line).toContain(problem.correlationId);
    } finally {
      await broken.close();
    }
  });
});

describe('a client that leaves in the middle of a body', () => {
  it('leaves nothing behind, and the server goes on', async () => {
    const { path, versionId } = await createAuthor();
    const cookie = [...editor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `PUT ${path}/draft HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nIf-Match: "${versionId}"\r\n` +
        'Content-Type: application/json\r\nContent-Length: 40\r\n\r\n{"content":{"name":"Ben"}}',
    );
    socket.end();
    await once(socket.resume(), 'close');
    const { draft } = entrySchema.parse((await editor.get(path)).json);
    expect(draft).toMatchObject({ number: 1, content: { name: 'Ada' } });
    expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
