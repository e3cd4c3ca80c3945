import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../../model/api/entry.ts';
import { problemSchema } from '../../../../model/api/problem.ts';
import { ISSUES_MAX } from '../../../../model/limits.ts';
import { BODY_LIMIT_BYTES } from '../../../../server/api/request-body.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { startApiServer, type ApiServer } from '../api-server.ts';
import type { Client } from '../client.ts';

const MIB = 1024 * 1024;
/** What so many of the largest bodies at once may take for a while: many times what they hold, and far below what a machine has. */
const AT_ONCE = 16;
const MEMORY_LIMIT_MIB = 768;

const room = BODY_LIMIT_BYTES - 1_000;
/** As much of it as a body has room for. */
const fill = (part: string): string => part.repeat(Math.floor(room / part.length));
const numbered = (make: (index: number) => string, size: number): string =>
  Array.from({ length: Math.floor(room / size) }, (_, index) => make(index)).join(',');
const content = (inner: string): string => `{"collection":"posts","content":${inner}}`;

/** Each as large as a body may be, unless its size is the point. */
const BOMBS: [name: string, body: () => string, codes: readonly string[]][] = [
  ['brackets without an end', () => fill('['), ['body-too-deep']],
  ['objects without an end', () => fill('{"a":'), ['body-too-deep']],
  ['arrays in each other', () => content(`{"title":${'['.repeat(99)}${']'.repeat(99)}}`), ['body-too-deep']],
  [
    'as many names as there is room for',
    () => content(`{${numbered((n) => `"${String(n).padStart(6, '0')}":1`, 11)}}`),
    ['invalid-input'],
  ],
  ['as many values as there is room for', () => content(`{"title":[${fill('1,')}1]}`), ['invalid-input']],
  [
    'as many objects as there is room for',
    () => content(`{"body":{"type":"doc","content":[${fill('{},')}{}]}}`),
    ['invalid-input'],
  ],
  ['a text as long as there is room for', () => content(`{"title":"${fill('x')}"}`), ['invalid-input']],
  ['backslashes alone', () => content(`{"title":"${fill(String.raw`\\`)}"}`), ['invalid-input']],
  ['a backslash too many', () => content(`{"title":"${fill(String.raw`\\`)}\\"}`), ['malformed-json']],
  ['quotes alone', () => fill('"'), ['malformed-json']],
  ['one name twice, far apart', () => `{"content":{},"a":"${fill('x')}","content":{}}`, ['malformed-json']],
  [
    '__proto__, spelt with escapes',
    () => content(String.raw`{"\u005f_proto__":{"role":"owner"}}`),
    ['malformed-json'],
  ],
  [
    'constructor and prototype',
    () => content('{"constructor":{"prototype":{"role":"owner"}}}'),
    ['invalid-input'],
  ],
  ['a number of a million digits', () => content(`{"rating":${'9'.repeat(1_000_000)}}`), ['invalid-input']],
  ['a number beyond all numbers', () => content('{"rating":-1e999}'), ['invalid-input']],
  [
    'an exponent of a million digits',
    () => content(`{"rating":1e${'9'.repeat(1_000_000)}}`),
    ['invalid-input'],
  ],
  [
    'half of a surrogate pair at the end of much',
    () => content(`{"title":"${fill('x')}${String.raw`\udfff`}"}`),
    ['malformed-text'],
  ],
  ['half of a pair as a name', () => content(String.raw`{"\ud83d":1}`), ['malformed-text']],
  ['white space alone', () => fill(' '), ['malformed-json']],
];

describe.each(DIALECTS)('a body made to do harm, on %s', { timeout: 180_000 }, (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    editor = await server.signInAs('editor');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const send = (body: string) =>
    editor.send('POST', '/api/v1/entries', { headers: { 'Content-Type': 'application/json' }, body });

  it.each(BOMBS)('is refused, and the server goes on: %s', async (_, body, codes) => {
    const reply = await send(body());
    const { code, errors = [] } = problemSchema.parse(reply.json);
    expect(codes).toContain(code);
    expect([reply.status >= 400 && reply.status < 500, errors.length <= ISSUES_MAX]).toEqual([true, true]);
    // The answer does not grow with what was sent.
    expect(reply.text.length).toBeLessThan(100_000);
    const alive = await editor.post('/api/v1/entries', { collection: 'authors', content: { name: 'A' } });
    expect(entrySchema.parse(alive.json).title).toBe('A');
    expect(Reflect.get({}, 'role')).toBeUndefined();
  });

  it('takes no more memory than there is, and many at once no more than the server can spare', async () => {
    const bodies = BOMBS.map(([, body]) => body());
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
    try {
      for (let begun = 0; begun < bodies.length; begun += AT_ONCE) {
        const replies = await Promise.all(bodies.slice(begun, begun + AT_ONCE).map(send));
        for (const { status } of replies) expect([status >= 400, status < 500]).toEqual([true, true]);
      }
    } finally {
      clearInterval(watch);
    }
    expect((most - before) / MIB).toBeLessThan(MEMORY_LIMIT_MIB);
    expect((await editor.get('/api/v1/entries?limit=1')).status).toBe(200);
  });

  it.each([
    ['quotes in quotes', () => '> '.repeat(500_000)],
    [
      'lists in lists',
      () => Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(2 * depth)}- a`).join('\n'),
    ],
    ['links that never end', () => '[a]('.repeat(500_000)],
  ])('is given up where its Markdown would take hours: %s', async (_, markdown) => {
    const body = { collection: 'posts', content: { title: 'A', body: { markdown: markdown() } } };
    const { code, errors } = problemSchema.parse((await send(JSON.stringify(body))).json);
    expect([code, errors?.map(({ path }) => path)]).toEqual(['invalid-input', ['body']]);
    const good = { collection: 'posts', content: { title: 'B', body: { markdown: '> Good.' } } };
    expect((await send(JSON.stringify(good))).status).toBe(201);
  });
});
