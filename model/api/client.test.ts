import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { createApiClient, type ApiClientOptions } from './client.ts';

type Sent = { url: string; method: string; headers: Headers; body: unknown };

const ID = '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10';
const json = { 'Content-Type': 'application/json' };

/** A client, what it has sent, and the answers that it gets, one after the other. */
function clientWith(answers: readonly (() => Response)[], options: ApiClientOptions = {}) {
  const sent: Sent[] = [];
  const client = createApiClient({
    baseUrl: 'https://cms.example.org/',
    ...options,
    fetch: async (url, { body, headers, method = '' }) => {
      sent.push({ url, method, headers: new Headers(headers), body });
      const answer = answers[sent.length - 1];
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer();
    },
  });
  return { client, sent };
}

function ok(body: unknown = {}, headers: Record<string, string> = {}): () => Response {
  return () => Response.json(body, { headers });
}

async function failureOf(request: Promise<unknown>): Promise<ApiError> {
  const error = await request.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error('The request was to fail with an ApiError.');
  return error;
}

describe('a request', () => {
  it('goes to its address with what it was given, and nothing else', async () => {
    const { client, sent } = clientWith([ok({ entries: [], nextCursor: null })]);
    await client.listEntries({ query: { q: 'a b&c', limit: 5, cursor: undefined } });
    expect(sent).toMatchObject([
      { url: 'https://cms.example.org/api/v1/entries?q=a+b%26c&limit=5', method: 'GET', body: undefined },
    ]);
    const names = [...(sent[0]?.headers.keys() ?? [])];
    expect(names).toEqual(['accept']);
  });

  it('names the version that was seen, and what was asked for under a key of its own', async () => {
    const { client, sent } = clientWith([ok(), ok()]);
    for (const title of ['One', 'Two'])
      await client.saveDraft({ id: ID, ifMatch: 'v1', body: { content: { title } } });
    expect(sent.map(({ headers }) => headers.get('If-Match'))).toEqual(['"v1"', '"v1"']);
    expect(sent[0]?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[0]?.headers.get('Idempotency-Key')).not.toBe(sent[1]?.headers.get('Idempotency-Key'));
    expect(sent[1]?.body).toBe('{"content":{"title":"Two"}}');
  });

  it('takes the key that it is given, or none', async () => {
    const { client, sent } = clientWith([ok(), ok()]);
    await client.duplicateEntry({ id: ID, idempotencyKey: 'mine' });
    await client.duplicateEntry({ id: ID, idempotencyKey: null });
    expect(sent.map(({ headers }) => headers.get('Idempotency-Key'))).toEqual(['mine', null]);
  });

  it('cannot be led to another path by what stands in for an id', async () => {
    const { client, sent } = clientWith([ok()]);
    for (const id of ['', '.', '..']) {
      const failure = await failureOf(client.readEntry({ id }));
      expect([failure.code, failure.issues[0]?.path]).toEqual(['invalid-input', 'params.id']);
    }
    expect(sent).toEqual([]);
    await client.readEntry({ id: '../session?a=b#c' });
    expect(sent[0]?.url).toBe('https://cms.example.org/api/v1/entries/..%2Fsession%3Fa%3Db%23c');
  });
});

describe('an answer', () => {
  it('comes with its version, without the quotes and whether or not a proxy has weakened it', async () => {
    const { client } = clientWith([ok({}, { ETag: '"v1"' }), ok({}, { ETag: 'W/"v2"' })]);
    expect((await client.readEntry({ id: ID })).etag).toBe('v1');
    expect((await client.readEntry({ id: ID })).etag).toBe('v2');
  });

  it('has no body where one has it already, and where there is none', async () => {
    const { client, sent } = clientWith([known, () => new Response(null, { status: 204 })]);
    const { body, etag, status } = await client.readEntry({ id: ID, ifNoneMatch: 'v1' });
    expect([status, body, etag, sent[0]?.headers.get('If-None-Match')]).toEqual([304, null, 'v1', '"v1"']);
    expect((await client.deleteWebhook({ id: ID })).body).toBeUndefined();
  });

  it('that is no JSON comes as it is', async () => {
    const { client } = clientWith([
      () => new Response('<h1>Draft</h1>', { headers: { 'Content-Type': 'text/html' } }),
    ]);
    const { body } = await client.previewDraft({ entryId: ID });
    expect(await body.text()).toBe('<h1>Draft</h1>');
  });
});

describe('credentials', () => {
  it('are the cookies that the server has given, until it takes them back', async () => {
    const { client, sent } = clientWith([given, taken, ok()]);
    await client.signIn({ body: { email: 'a@example.org', password: 'secret' } });
    await client.signOut();
    await client.readSession();
    expect(sent.map(({ headers }) => headers.get('Cookie'))).toEqual([
      null,
      'stillpress_session=abc=; stillpress_session.sig=def',
      null,
    ]);
  });

  it('are a token instead, and never both', async () => {
    const cookies = new Map([['stillpress_session', 'abc']]);
    const { client, sent } = clientWith([ok()], { token: 'sp_token', cookies });
    await client.listEntries();
    expect(sent[0]?.headers.get('Authorization')).toBe('Bearer sp_token');
    expect(sent[0]?.headers.get('Cookie')).toBeNull();
  });
});

describe('what fails', () => {
  const problem = {
    type: 'urn:stillpress:error:invalid-input',
    title: 'Some of the input is not valid',
    status: 422,
    code: 'invalid-input',
    detail: 'One place in the input cannot be accepted.',
    instance: '/api/v1/entries',
    correlationId: ID,
    errors: [{ path: 'collection', message: 'Expected text, found nothing.' }],
  };
  const refused = () =>
    Response.json(problem, {
      status: 422,
      headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '7' },
    });

  it('says what the server says: code, places, when to try again, and under which key', async () => {
    const { client, sent } = clientWith([refused]);
    const failure = await failureOf(client.createEntry({ body: { collection: 'posts', content: {} } }));
    expect(failure).toMatchObject({
      message: problem.detail,
      code: 'invalid-input',
      status: 422,
      issues: problem.errors,
      problem,
      retryAfterSeconds: 7,
    });
    expect(failure.idempotencyKey).toBe(sent[0]?.headers.get('Idempotency-Key'));
  });

  it('is not sent again by itself', async () => {
    const { client, sent } = clientWith([refused, ok()]);
    await failureOf(client.duplicateEntry({ id: ID }));
    expect(sent.length).toBe(1);
  });

  it('for want of a server says so', async () => {
    const { client } = clientWith([]);
    const failure = await failureOf(client.duplicateEntry({ id: ID }));
    expect(failure).toMatchObject({ code: 'no-answer', status: null, issues: [], problem: null });
    expect(failure.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
  });

  it('because an answer broke off is no answer', async () => {
    const { client } = clientWith([() => new Response('{"entries":[', { headers: json })]);
    expect((await failureOf(client.listEntries())).code).toBe('no-answer');
  });

  it.each<[string, ResponseInit]>([
    ['an error page of a proxy', { status: 502, headers: { 'Content-Type': 'text/html' } }],
    ['a page where JSON was expected', { status: 200, headers: { 'Content-Type': 'text/html' } }],
    ['a redirect', { status: 302, headers: { Location: 'https://elsewhere.example/' } }],
  ])('because something else has answered is told apart: %s', async (_, init) => {
    const { client } = clientWith([() => new Response('<h1>Bad gateway</h1>', init)]);
    expect(await failureOf(client.listEntries())).toMatchObject({
      code: 'not-understood',
      status: init.status,
      problem: null,
    });
  });
});

/** Of a reader who has it already. */
function known(): Response {
  return new Response(null, { status: 304, headers: { ETag: '"v1"' } });
}

function given(): Response {
  return new Response('{}', {
    headers: [
      ['Content-Type', 'application/json'],
      ['Set-Cookie', 'stillpress_session=abc=; path=/; httponly'],
      ['Set-Cookie', 'stillpress_session.sig=def; path=/; expires=Thu, 01 Jan 2970 00:00:00 GMT'],
    ],
  });
}

function taken(): Response {
  return new Response(null, {
    status: 204,
    headers: [
      ['Set-Cookie', 'stillpress_session=; expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      ['Set-Cookie', 'stillpress_session.sig=ghi; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT'],
    ],
  });
}
