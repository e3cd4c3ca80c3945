import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError } from '../../../model/api/api-error.ts';
import { createApiClient, type ApiClient } from '../../../model/api/client.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';

const operationSchema = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});

let test: TestDatabase;
let server: ApiServer;
let baseUrl: string;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
  baseUrl = `http://127.0.0.1:${server.port}`;
});
afterAll(async () => {
  await server.close();
  await test.close();
});

describe('the typed client', () => {
  it('has a method for each operation of the OpenAPI document, and no other', async () => {
    const names = (await operations()).map(({ operationId }) => operationId);
    expect(names.length).toBeGreaterThan(70);
    expect(Object.keys(createApiClient()).toSorted()).toEqual(names.toSorted());
  });

  it('sends each to its address, with the headers that the document has for it', async () => {
    for (const { method, operationId, parameters, path, responses } of await operations()) {
      const sent: { url: string; method: string; headers: Headers }[] = [];
      const client = createApiClient({
        fetch: async (url, init) => {
          sent.push({ url, method: init.method ?? '', headers: new Headers(init.headers) });
          return new Response('<p>no JSON</p>', { headers: { 'Content-Type': 'text/html' } });
        },
      });
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      const values = Object.fromEntries(inPath.map((name) => [name, `a-${name}`]));
      const ifMatch = parameters.some(({ name }) => name === 'If-Match') ? { ifMatch: 'v' } : {};
      const ask = Reflect.get(client, operationId) as (request: unknown) => Promise<unknown>;
      const outcome = await ask({ ...values, ...ifMatch }).then(
        () => 'as it is',
        (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
      );
      const [only, ...others] = sent;
      if (only === undefined || others.length > 0) throw new Error(`${operationId} sent ${sent.length}`);
      const { headers, ...rest } = only;
      const has = (name: string): boolean => parameters.some((parameter) => parameter.name === name);
      expect({ operationId, ...rest }).toEqual({
        operationId,
        url: path.replaceAll(/\{(\w+)\}/g, 'a-$1'),
        method: method.toUpperCase(),
      });
      expect([operationId, headers.has('If-Match'), headers.has('Idempotency-Key')]).toEqual([
        operationId,
        has('If-Match'),
        has('Idempotency-Key'),
      ]);
      expect([operationId, outcome]).toEqual([
        operationId,
        answersJson(responses) ? 'not-understood' : 'as it is',
      ]);
    }
  });

  it('writes, meets another’s version, and goes on from it', async () => {
    const ada = await signIn('author');
    const created = await ada.createEntry({ body: { collection: 'posts', content: { title: 'First' } } });
    const { id } = created.body;
    expect(created).toMatchObject({
      status: 201,
      etag: created.body.draft.versionId,
      location: `/api/v1/entries/${id}`,
      isReplayed: false,
    });

    const ed = await signIn('editor');
    const read = await ed.readEntry({ id });
    const content = { ...read.body.draft.content, title: 'Of the editor' };
    const saved = await ed.saveDraft({ id, ifMatch: read.body.draft.versionId, body: { content } });
    const stale = ada.saveDraft({ id, ifMatch: created.body.draft.versionId, body: { content } });
    const conflict = await stale.catch((error: unknown) => error);
    expect(conflict).toMatchObject({
      code: 'version-conflict',
      status: 412,
      problem: { current: { draft: { versionId: saved.etag } } },
    });
    const seen = await ada.readEntry({ id, ifNoneMatch: saved.body.draft.versionId });
    expect([seen.status, seen.body]).toEqual([304, null]);
  });

  it('sends a write again under its key, and it is not done twice', async () => {
    let isCut = true;
    const ada = await signIn('author', async (url, init) => {
      const response = await fetch(url, init);
      if (init.method !== 'POST' || !url.endsWith('/entries') || !isCut) return response;
      isCut = false;
      throw new TypeError('the connection was cut after the server had answered');
    });
    const body = { collection: 'posts', content: { title: 'Made once' } };
    const lost = await ada.createEntry({ body }).catch((error: unknown) => error);
    if (!(lost instanceof ApiError)) throw new Error('The answer was to be lost.');
    expect(lost.code).toBe('no-answer');
    const again = await ada.createEntry({ body, idempotencyKey: lost.idempotencyKey });
    expect(again).toMatchObject({ status: 201, isReplayed: true, body: { title: 'Made once' } });
    const { body: list } = await ada.listEntries({ query: { q: 'made once' } });
    expect(list.entries.map(({ id }) => id)).toEqual([again.body.id]);
  });

  it('does with a token what it does with a session, and is told what a token may not do', async () => {
    const ada = await signIn('author');
    const { body: made } = await ada.createApiToken({ body: { name: 'A build', scopes: ['read'] } });
    const program = createApiClient({ baseUrl, token: made.token });
    expect((await program.readProfile()).body.role).toBe('author');
    const body = { collection: 'posts', content: { title: 'No' } };
    const refusal = await program.createEntry({ body }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'token-not-allowed', status: 403 });
  });

  it('forgets the session when it signs out', async () => {
    const cookies = new Map<string, string>();
    const email = await server.createUser('viewer');
    const client = createApiClient({ baseUrl, cookies });
    await client.signIn({ body: { email, password: PASSWORD } });
    expect([...cookies.keys()]).toEqual(['stillpress_session', 'stillpress_session.sig']);
    expect((await client.readSession()).body.user.email).toBe(email);
    await client.signOut();
    expect(cookies.size).toBe(0);
    const refusal = await client.readSession().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'not-signed-in', status: 401 });
  });
});

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

async function signIn(role: 'author' | 'editor', send: Fetch = fetch): Promise<ApiClient> {
  const client = createApiClient({ baseUrl, fetch: send });
  await client.signIn({ body: { email: await server.createUser(role), password: PASSWORD } });
  return client;
}

async function operations() {
  const { body } = await createApiClient({ baseUrl }).readOpenApiDocument();
  return Object.entries(documentSchema.parse(body).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => Object.assign(operation, { path, method })),
  );
}

function answersJson(responses: z.infer<typeof operationSchema>['responses']): boolean {
  const [, success] = Object.entries(responses).find(([status]) => Number(status) < 400) ?? [];
  if (Object.keys(responses).includes('302')) return false;
  return success?.content === undefined || 'application/json' in success.content;
}
