import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditListSchema } from '../../../../model/api/audit.ts';
import { entrySchema } from '../../../../model/api/entry.ts';
import { createLog } from '../../../../server/log.ts';
import { openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { startApiServer, type ApiServer } from '../api-server.ts';
import { sendRaw } from './raw-request.ts';

/** What makes a second line, a second record or another colour of a line, in one reader or another. */
const HOSTILE = [
  '\r\n{"level":"info","msg":"forged"}',
  '\n\n',
  '\r',
  '\u2028{"msg":"forged"}\u2029',
  '\u0085',
  '\u001b[31mred\u001b[0m',
  '","msg":"forged","x":"',
  '\\","msg":"forged',
  '\u202Egnp.exe',
  '%0d%0aSet-Cookie:%20evil=1',
  'postgres://a:b@c/","msg":"forged',
  '?token="}\n{"msg":"forged"}',
];

/** What begins another line, or colours it, in whatever reads the log as it is. */
const holdsControl = (text: string): boolean => Array.from(text).some((character) => character < ' ');

let test: TestDatabase;
let server: ApiServer;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database, { trustProxy: { kind: 'hops', hops: 1 } });
});
afterAll(async () => {
  await server.close();
  await test.close();
});

/** Each line is one object, and none of them says what somebody wanted it to say. */
function expectWholeLines(lines: readonly string[]): void {
  for (const line of lines) {
    expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1).toBe(true);
    const record = JSON.parse(line) as Record<string, unknown>;
    expect(record['msg']).not.toBe('forged');
  }
}

describe('text with line ends and quotes in it', () => {
  it('stays in its value, in titles and names, in the log and in the audit', async () => {
    const owner = await server.signInAs('owner');
    for (const text of HOSTILE.filter((some) => !holdsControl(some))) {
      const before = server.logLines.length;
      const content = { name: `A${text}Z` };
      const reply = await owner.post('/api/v1/entries', { collection: 'authors', content });
      const { id, title } = entrySchema.parse(reply.json);
      expect(title).toBe(content.name);
      await owner.get(`/api/v1/entries?q=${encodeURIComponent(text)}`);
      const audit = await owner.get(`/api/v1/audit?subject=${encodeURIComponent(`entry:${id}`)}`);
      const { records } = auditListSchema.parse(audit.json);
      expect(records.map(({ action, correlationId }) => [action, correlationId])).toEqual([
        ['entry.create', reply.headers['x-request-id']],
      ]);
      expectWholeLines(server.logLines.slice(before));
    }
  });

  it('is refused where it would begin another line', async () => {
    const owner = await server.signInAs('owner');
    const ended = HOSTILE.filter(holdsControl);
    expect(ended.length).toBeGreaterThan(3);
    for (const text of ended) {
      const before = server.logLines.length;
      const name = `A${text}Z`;
      for (const reply of [
        await owner.post('/api/v1/entries', { collection: 'authors', content: { name } }),
        await owner.put('/api/v1/profile', { name }),
      ])
        expect([text, reply.json]).toMatchObject([text, { status: 422, errors: [{ path: 'name' }] }]);
      expectWholeLines(server.logLines.slice(before));
    }
  });

  it('in paths and queries is answered without a header of its making', async () => {
    const client = await server.signInAs('viewer');
    for (const text of HOSTILE) {
      const before = server.logLines.length;
      for (const path of ['/api/v1/entries/', '/api/v1/publications/', '/api/', '/preview/', '/api/docs/']) {
        const reply = await client.get(path + encodeURIComponent(text));
        expect([path, text, reply.status >= 400 && reply.status < 500]).toEqual([path, text, true]);
        expect(reply.headers).not.toHaveProperty('set-cookie');
      }
      expectWholeLines(server.logLines.slice(before));
    }
  });

  it('as bytes in a header never gets to a handler', async () => {
    const before = server.logLines.length;
    for (const value of ['a\rb: c', 'a\nb', 'a\0b', '\x01\x02']) {
      const reply = await sendRaw(server.port, ['GET /api/v1/session HTTP/1.1', `User-Agent: ${value}`]);
      expect([value, reply.status >= 400]).toEqual([value, true]);
      expect(reply.head).not.toMatch(/^(?:b|set-cookie):/im);
    }
    expectWholeLines(server.logLines.slice(before));
  });
});

describe('a correlation id', () => {
  it.each([
    'x"},{"msg":"forged',
    'a b c d e f g h',
    '<script>alert(1)</script>',
    '%0d%0aX-Evil:%20yes',
    '../../etc/passwd',
    "1'; drop table audit; --",
    'ünïcode-and-more',
    'x'.repeat(129),
    '',
  ])('that is no sane one is not taken over, even from a proxy that is trusted: %s', async (given) => {
    const owner = await server.signInAs('owner');
    const before = server.logLines.length;
    const headers = { 'X-Request-Id': Buffer.from(given).toString('latin1') };
    const reply = await owner.post(
      '/api/v1/entries',
      { collection: 'authors', content: { name: 'A' } },
      headers,
    );
    const taken = String(reply.headers['x-request-id']);
    expect(taken).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    const audit = await owner.get('/api/v1/audit?action=entry.create&limit=1');
    expect(auditListSchema.parse(audit.json).records[0]?.correlationId).toBe(taken);
    expectWholeLines(server.logLines.slice(before));
  });

  it('of a stranger is not taken over at all', async () => {
    const open = await startApiServer(test.database);
    try {
      const reply = await open.client().get('/api/v1/session', { 'X-Request-Id': 'a-sane-one-1234' });
      expect(reply.headers['x-request-id']).not.toBe('a-sane-one-1234');
    } finally {
      await open.close();
    }
  });
});

describe('a line of the log', () => {
  it('is one JSON object with all that was said, whatever stands in it and whatever is taken out', () => {
    const parts = oneof(
      constantFrom(...HOSTILE, 'postgres://u:', '@', '?token=', '&secret=', '/admin/invite#', '"', '\\'),
      string({ unit: 'binary' }),
    );
    const text = array(parts, { maxLength: 6 }).map((some) => some.join(''));
    assert(
      property(text, text, text, (path, detail, message) => {
        const lines: string[] = [];
        const log = createLog({ logLevel: 'info' }, { write: (line) => void lines.push(line) });
        log.info({ path, inner: { detail }, err: new Error(message) }, `M${message}`);
        expect(lines.length).toBe(1);
        expectWholeLines(lines);
        const record = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
        expect(Object.keys(record)).toEqual(['level', 'time', 'pid', 'path', 'inner', 'err', 'msg']);
      }),
      { numRuns: 2_000 },
    );
  });
});
