import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../../model/api/entry.ts';
import { openBrowser, type Browser } from '../../../support/browser.ts';
import { requireComponent } from '../../../support/components.ts';
import { openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from '../api-server.ts';
import type { Client } from '../client.ts';
import { countRows } from '../count-rows.ts';

const executablePath = requireComponent('chromium');

/** A page may do anything here: only its origin makes it a stranger. */
describe.skipIf(executablePath === null)('a page of another origin', { timeout: 120_000 }, () => {
  let test: TestDatabase;
  let server: ApiServer;
  let stranger: Server;
  let strangerPort: number;
  let browser: Browser;
  let victim: Client;
  let entry: { id: string; versionId: string };
  let home: string;

  beforeAll(async () => {
    test = await openTestDatabase('sqlite');
    server = await startApiServer(test.database);
    home = `http://127.0.0.1:${server.port}`;
    stranger = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>A stranger</title>');
    }).listen(0);
    await once(stranger, 'listening');
    const address = stranger.address();
    strangerPort = typeof address === 'object' && address !== null ? address.port : 0;
    victim = await server.signInAs('owner');
    const made = await victim.post('/api/v1/entries', { collection: 'posts', content: { title: 'Mine' } });
    const { draft, id } = entrySchema.parse(made.json);
    entry = { id, versionId: draft.versionId };
    browser = await openBrowser(executablePath);
    await browser.context.addCookies(
      [...victim.cookies].map(([name, value]) => ({ name, value, url: home, sameSite: 'Lax' as const })),
    );
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    stranger.closeAllConnections();
    stranger.close();
    await server.close();
    await test.close();
  });

  /** What the log says of the requests that the page made, past those of its own. */
  async function attack(from: string, script: string): Promise<string[]> {
    const page = await browser.context.newPage();
    const seen = server.logLines.length;
    try {
      await page.goto(from);
      await page.evaluate(script);
      await page.waitForTimeout(200);
    } finally {
      await page.close();
    }
    return server.logLines.slice(seen).flatMap((line) => {
      const { method, msg, path, status } = JSON.parse(line) as Record<string, unknown>;
      return msg === 'request' && String(path).startsWith('/api/v1/')
        ? [`${String(method)} ${String(path).replace(entry.id, ':id')} ${String(status)}`]
        : [];
    });
  }

  /** A neighbour on another port is of the same site, and gets the cookie sent along; another name is of another site. */
  const strangers = (): [kind: string, from: string][] => [
    ['a neighbour', `http://127.0.0.1:${strangerPort}/`],
    ['another site', `http://localhost:${strangerPort}/`],
  ];

  /** A request that may be read, if the server lets it. */
  function send(path: string, init: string): string {
    return `fetch('${home}/api/v1/entries${path}', { credentials: 'include', ${init} }).catch(() => {})`;
  }

  async function expectRefusal(attackScript: string, expected: string[]): Promise<void> {
    for (const [kind, from] of strangers()) {
      const before = await countRows(test.database);
      expect([kind, await attack(from, attackScript)]).toEqual([kind, expected]);
      expect(await countRows(test.database)).toEqual(before);
      const { draft, state } = entrySchema.parse((await victim.get(`/api/v1/entries/${entry.id}`)).json);
      expect([draft.versionId, state]).toEqual([entry.versionId, 'draft']);
    }
  }

  it('has the cookie sent along where it is a neighbour, so that nothing but the origin keeps it out', async () => {
    const look = `fetch('${home}/api/v1/session', { mode: 'no-cors', credentials: 'include' })`;
    const [[, neighbour], [, elsewhere]] = strangers() as [[string, string], [string, string]];
    expect(await attack(neighbour, look)).toEqual(['GET /api/v1/session 200']);
    expect(await attack(elsewhere, look)).toEqual(['GET /api/v1/session 401']);
    const own = `fetch('/api/v1/entries/${entry.id}/duplicate', { method: 'POST' })`;
    expect(await attack(`${home}/api/docs`, own)).toContain('POST /api/v1/entries/:id/duplicate 201');
  });

  it('changes nothing by a request without a body', async () => {
    await expectRefusal(
      `fetch('${home}/api/v1/entries/${entry.id}/duplicate', { method: 'POST', mode: 'no-cors', credentials: 'include' })`,
      ['POST /api/v1/entries/:id/duplicate 403'],
    );
  });

  it('changes nothing by JSON that it calls plain text, nor by a beacon', async () => {
    const body = JSON.stringify({ collection: 'posts', content: { title: 'Of a stranger' } });
    await expectRefusal(
      `fetch('${home}/api/v1/entries', { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'Content-Type': 'text/plain' }, body: '${body}' })`,
      ['POST /api/v1/entries 403'],
    );
    await expectRefusal(`navigator.sendBeacon('${home}/api/v1/entries', new Blob(['${body}']))`, [
      'POST /api/v1/entries 403',
    ]);
  });

  it('cannot send JSON, other methods or headers at all: the browser asks first', async () => {
    await expectRefusal(
      send('', `method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}'`),
      ['OPTIONS /api/v1/entries 204'],
    );
    await expectRefusal(
      send(`/${entry.id}/trash`, `method: 'POST', headers: { 'If-Match': '"${entry.versionId}"' }`),
      ['OPTIONS /api/v1/entries/:id/trash 204'],
    );
    await expectRefusal(send(`/${entry.id}`, `method: 'DELETE'`), ['OPTIONS /api/v1/entries/:id 204']);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'])(
    'changes nothing by a form of the type %s',
    async (type) => {
      await expectRefusal(
        formScript(`${home}/api/v1/entries`, { type, name: '{"collection":"posts","x":"' }),
        ['POST /api/v1/entries 403'],
      );
    },
  );

  it('changes nothing by an image, a script, a frame or a link that leads to what takes no GET', async () => {
    for (const make of [
      `const part = new Image(); part.src = url; await new Promise((done) => { part.onload = part.onerror = done; });`,
      `const part = document.createElement('script'); part.src = url; document.head.append(part); await new Promise((done) => { part.onload = part.onerror = done; });`,
      `const part = document.createElement('iframe'); part.src = url; document.body.append(part); await new Promise((done) => { part.onload = part.onerror = done; });`,
    ]) {
      const url = `${home}/api/v1/entries/${entry.id}/duplicate`;
      await expectRefusal(`(async () => { const url = '${url}'; ${make} })()`, [
        'GET /api/v1/entries/:id/duplicate 405',
      ]);
    }
  });

  it('cannot sign the browser in to an account of its own', async () => {
    const email = await server.createUser('viewer');
    const name = `{"email":"${email}","password":"${PASSWORD}","x":"`;
    const script = formScript(`${home}/api/v1/session`, { type: 'text/plain', name });
    await expectRefusal(script, ['POST /api/v1/session 403']);
    const cookies = await browser.context.cookies(home);
    const session = cookies.find((cookie) => cookie.name === 'stillpress_session');
    expect(session?.value).toBe(victim.cookies.get('stillpress_session'));
  });
});

/** Sends a form into a frame, with a field whose name and value make JSON of the body where that is possible. */
function formScript(url: string, { type, name }: { type: string; name: string }): string {
  return `(async () => {
    const frame = document.createElement('iframe');
    frame.name = 'target';
    document.body.append(frame);
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: '${url}', enctype: '${type}', target: 'target' });
    const field = document.createElement('input');
    Object.assign(field, { name: ${JSON.stringify(name)}, value: '"}' });
    form.append(field);
    document.body.append(form);
    const answered = new Promise((done) => frame.addEventListener('load', done, { once: true }));
    form.submit();
    await answered;
  })()`;
}
