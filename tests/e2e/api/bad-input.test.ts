import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { BODY_LIMIT_BYTES } from '../../../server/api/request-body.ts';
import { ROUTES } from '../../../server/api/routes.ts';
import { JSON_DEPTH_MAX } from '../../../server/api/strict-json.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Sent } from './client.ts';
import { countRows } from './count-rows.ts';

const json = { 'Content-Type': 'application/json' };
const tooLarge = Buffer.from(`{"content":{"title":"${'x'.repeat(BODY_LIMIT_BYTES)}"}}`);

/** Refused before any schema is looked at, so the same on every route. */
const BAD_BODIES: [name: string, Sent, code: string][] = [
  ['malformed JSON', { headers: json, body: '{"content":' }, 'malformed-json'],
  ['two JSON values', { headers: json, body: '{} {}' }, 'malformed-json'],
  ['a name twice', { headers: json, body: '{"content":{},"content":{}}' }, 'malformed-json'],
  ['__proto__', { headers: json, body: '{"__proto__":{"role":"owner"}}' }, 'malformed-json'],
  [
    'invalid UTF-8',
    { headers: json, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) },
    'malformed-text',
  ],
  [
    'UTF-8 of a surrogate',
    { headers: json, body: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]) },
    'malformed-text',
  ],
  ['a lone surrogate', { headers: json, body: String.raw`{"content":{"title":"\ud800"}}` }, 'malformed-text'],
  ['NUL', { headers: json, body: String.raw`{"content":{"title":"\u0000"}}` }, 'malformed-text'],
  ['NUL in a name', { headers: json, body: String.raw`{"\u0000":1}` }, 'malformed-text'],
  [
    'nesting',
    { headers: json, body: `{"content":${'['.repeat(JSON_DEPTH_MAX)}${']'.repeat(JSON_DEPTH_MAX)}}` },
    'body-too-deep',
  ],
  ['a body over the limit', { headers: json, body: tooLarge }, 'body-too-large'],
  [
    'chunks over the limit',
    { headers: json, body: [tooLarge.subarray(0, 1_000_000), tooLarge.subarray(1_000_000)] },
    'body-too-large',
  ],
  [
    'a form',
    { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'title=x' },
    'unsupported-media-type',
  ],
  ['plain text', { headers: { 'Content-Type': 'text/plain' }, body: '{}' }, 'unsupported-media-type'],
  ['no type', { body: '{}' }, 'unsupported-media-type'],
  [
    'a file upload',
    { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--x--' },
    'unsupported-media-type',
  ],
  [
    'another charset',
    { headers: { 'Content-Type': 'application/json; charset=iso-8859-1' }, body: '{}' },
    'unsupported-media-type',
  ],
  [
    'compression',
    { headers: { ...json, 'Content-Encoding': 'gzip' }, body: Buffer.from([31, 139, 8]) },
    'unsupported-media-type',
  ],
  ['an array', { headers: json, body: '[]' }, 'invalid-input'],
  ['a bare value', { headers: json, body: '"text"' }, 'invalid-input'],
  ['null', { headers: json, body: 'null' }, 'invalid-input'],
  ['a field that nobody knows', { headers: json, body: '{"surprise":1}' }, 'invalid-input'],
];

/** Files are no JSON. */
const writingRoutes = ROUTES.filter(({ method, takes }) => method !== 'GET' && takes === undefined);

describe.each(DIALECTS)('on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;
  let entry: { id: string; match: Record<string, string> };
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    editor = await server.signInAs('editor');
    const reply = await editor.post('/api/v1/entries', {
      collection: 'posts',
      content: { title: 'As it was' },
    });
    const { id, draft } = entrySchema.parse(reply.json);
    entry = { id, match: { 'If-Match': `"${draft.versionId}"` } };
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  /** Refused, with the code, and with every table as it was. */
  async function expectRefusal(ask: {
    method: string;
    path: string;
    sent: Sent;
    code: string;
  }): Promise<void> {
    const before = await countRows(test.database);
    const { headers = {}, ...rest } = ask.sent;
    const reply = await editor.send(ask.method, ask.path, {
      ...rest,
      headers: { ...entry.match, ...headers },
    });
    const problem = problemSchema.parse(reply.json);
    expect([problem.code, reply.headers['content-type']]).toEqual([ask.code, 'application/problem+json']);
    expect(reply.status).toBe(problem.status);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(await countRows(test.database)).toEqual(before);
  }

  describe.each(writingRoutes.map((route) => [route.method, route.path] as const))(
    '%s %s',
    (method, pattern) => {
      it.each(BAD_BODIES)('refuses %s', async (_, sent, code) => {
        await expectRefusal({ method, path: pattern.replace(':id', entry.id), sent, code });
      });
    },
  );

  it.each([
    ['no content', {}, 'content'],
    ['content that is no object', { content: 'text' }, 'content'],
    ['a field of the wrong type', { content: { title: 5 } }, 'title'],
    ['a field that the model lacks', { content: { titel: 'x' } }, 'titel'],
    ['a number that is none', { content: { rating: 'five' } }, 'rating'],
    [
      'rich text that is none',
      { content: { body: { type: 'doc', content: [{ type: 'script' }] } } },
      'body.content[0].type',
    ],
    ['Markdown that is none', { content: { body: { markdown: 5 } } }, 'body'],
  ])('refuses to save %s, and says where', async (_, body, place) => {
    const path = `/api/v1/entries/${entry.id}/draft`;
    const sent = { headers: json, body: JSON.stringify(body) };
    await expectRefusal({ method: 'PUT', path, sent, code: 'invalid-input' });
    const { errors } = problemSchema.parse((await editor.put(path, body, entry.match)).json);
    expect(errors?.[0]?.path.startsWith(place)).toBe(true);
    expect(errors?.[0]?.message).toMatch(/\w/);
  });

  it.each([
    ['a number beyond all numbers', '{"content":{"rating":1e999}}'],
    ['constructor', '{"content":{"constructor":{"prototype":{}}}}'],
  ])('refuses to save %s', async (_, body) => {
    const path = `/api/v1/entries/${entry.id}/draft`;
    await expectRefusal({ method: 'PUT', path, sent: { headers: json, body }, code: 'invalid-input' });
  });

  it.each([
    ['collection', { collection: 'nowhere', content: {} }, 'unknown-collection'],
    ['collection', { collection: 'constructor', content: {} }, 'unknown-collection'],
    ['locale', { collection: 'posts', locale: 'tlh', content: {} }, 'unknown-locale'],
  ])('refuses to create an entry in an unknown %s', async (_, body, code) => {
    const sent = { headers: json, body: JSON.stringify(body) };
    await expectRefusal({ method: 'POST', path: '/api/v1/entries', sent, code });
  });

  it.each([
    ['GET', '/api/v1/entries/not-an-id', 'entry-not-found'],
    ['GET', '/api/v1/entries/%00', 'entry-not-found'],
    ['GET', '/api/v1/entries/%FF', 'entry-not-found'],
    ['GET', `/api/v1/entries/01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10`, 'entry-not-found'],
    ['GET', '/api/v1/entries?limit=0', 'invalid-input'],
    ['GET', '/api/v1/entries?limit=1&limit=2', 'invalid-input'],
    ['GET', '/api/v1/entries?state=lost', 'invalid-input'],
    ['GET', '/api/v1/entries?cursor=%00', 'invalid-input'],
    ['GET', '/api/v1/entries?collection=%00', 'unknown-collection'],
    ['GET', '/api/v1/publications/0', 'invalid-input'],
    ['GET', '/api/v1/publications/abc', 'invalid-input'],
    ['GET', '/api/v1/entries?colection=posts', 'invalid-input'],
    ['GET', '/api/v1/content-model?x', 'invalid-input'],
    ['GET', '/api/v1/setup?token=x&constructor=y', 'invalid-input'],
    ['POST', '/api/v1/entries/not-an-id/publish?force=yes', 'invalid-input'],
    ['GET', '/api/v1/publications/99999999999', 'invalid-input'],
    ['GET', '/api/v1/publications/1', 'not-found'],
    ['GET', '/api/v1/setup', 'invalid-input'],
    ['GET', '/preview/not-an-id', 'entry-not-found'],
    ['GET', '/api/docs/..%2fpackage.json', 'not-found'],
    ['POST', '/api/v1/entries/not-an-id/publish', 'entry-not-found'],
  ])('refuses %s %s', async (method, path, code) => {
    await expectRefusal({ method, path, sent: {}, code });
  });

  it.each([
    ['/api/v1/publications/abc', 'params.seq', 'Expected the number of a publication, such as 12.'],
    ['/api/v1/entries?limit=many', 'query.limit', 'Expected a whole number from 1 to 200.'],
    [
      '/api/v1/entries?state=lost',
      'query.state',
      'Expected draft or live or changed or withdrawn or withheld or held or trashed or scheduled.',
    ],
    ['/api/v1/entries?locale=en&locale=de', 'query.locale', 'Expected text, found a list.'],
    ['/api/v1/releases?limit=many', 'query.limit', 'Expected a number, found text.'],
    ['/api/v1/releases?limit=201', 'query.limit', 'Takes at most 200.'],
    ['/api/v1/releases?limit=1.5', 'query.limit', 'Expected a whole number.'],
    ['/api/v1/setup', 'query.token', 'Expected text, found nothing.'],
    [
      '/api/v1/entries?colection=posts',
      'query.colection',
      'There is no such query parameter here. Remove it, or check how it is spelt.',
    ],
  ])('says of %s what is wrong, in our own words', async (path, place, message) => {
    const { errors } = problemSchema.parse((await editor.get(path)).json);
    expect(errors).toEqual([{ path: place, message }]);
  });

  it('refuses a password beyond all passwords, and an address that is none, at the set-up and at the door', async () => {
    const long = 'x'.repeat(1_000_000);
    for (const [path, body, code] of [
      ['/api/v1/session', { email: 'a@example.org', password: long }, 'wrong-credentials'],
      ['/api/v1/session', { email: long, password: PASSWORD }, 'wrong-credentials'],
      ['/api/v1/setup', { token: long, email: 'x', name: '', password: '' }, 'link-not-valid'],
    ] as const) {
      await expectRefusal({
        method: 'POST',
        path,
        sent: { headers: json, body: JSON.stringify(body) },
        code,
      });
    }
  });

  it('has kept the entry as it was', async () => {
    const { draft } = entrySchema.parse((await editor.get(`/api/v1/entries/${entry.id}`)).json);
    expect(draft).toMatchObject({ number: 1, content: { title: 'As it was' } });
  });
});
