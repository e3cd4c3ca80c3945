import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { auditListSchema } from '../../../model/api/audit.ts';
import { newPreviewLinkSchema, previewLinkListSchema } from '../../../model/api/preview-link.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { idOf } from './limited-role.ts';

const DAY_MS = 24 * 60 * 60_000;
/** By caches, by search engines, and by the next site. */
const UNSEEN = {
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'no-referrer',
};

describe.each(DIALECTS)('preview links on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let owner: Client;
  let author: Client;
  let now = new Date();
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { now: () => now });
    owner = await server.signInAs('owner');
    author = await server.signInAs('author');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  async function makePost(title: string) {
    const reply = await author.post('/api/v1/entries', { collection: 'posts', content: { title } });
    return entrySchema.parse(reply.json);
  }

  async function makeLink(entryId: string, more: Record<string, unknown> = {}) {
    const expiresAt = new Date(now.getTime() + DAY_MS).toISOString();
    const reply = await author.post(`/api/v1/entries/${entryId}/preview-links`, { expiresAt, ...more });
    const link = newPreviewLinkSchema.parse(reply.json);
    expect(link.url).toMatch(/^http:\/\/admin\.example:4000\/preview\/link\//);
    return { ...link, path: new URL(link.url).pathname };
  }

  const links = async (entryId: string) =>
    previewLinkListSchema.parse((await author.get(`/api/v1/entries/${entryId}/preview-links`)).json).links;

  /** Where it leads. */
  async function open(path: string): Promise<string> {
    const reply = await server.client().get(path);
    expect([path, reply.status]).toEqual([path, 303]);
    expect(reply.headers).toMatchObject(UNSEEN);
    return reply.headers.location ?? '';
  }

  const statusOf = async (path: string) => (await server.client().get(path)).status;

  it('show the draft as it is when somebody looks, and count who opens them', async () => {
    const entry = await makePost('For the printers');
    const link = await makeLink(entry.id, { label: ' The printers ' });
    expect(link).toMatchObject({ label: 'The printers', state: 'open', hasPassword: false, views: 0 });
    const shown = await open(link.path);
    expect((await server.client().get(shown)).text).toContain('<h1>For the printers</h1>');
    const content = { ...entry.draft.content, title: 'Changed since' };
    const match = { 'If-Match': `"${entry.draft.versionId}"` };
    await author.put(`/api/v1/entries/${entry.id}/draft`, { content }, match);
    expect((await server.client().get(shown)).text).toContain('<h1>Changed since</h1>');
    await open(link.path);
    // As programs do that look whether a link leads anywhere.
    expect((await server.client().send('HEAD', link.path)).status).toBe(303);
    const [listed] = await links(entry.id);
    expect(listed).toMatchObject({ id: link.id, views: 2, lastViewedAt: now.toISOString() });
    expect(listed).not.toHaveProperty('url');
  });

  it('show the version that they are bound to, whatever is saved later', async () => {
    const entry = await makePost('As it is now');
    const { versionId } = entry.draft;
    const link = await makeLink(entry.id, { versionId });
    const content = { ...entry.draft.content, title: 'Later' };
    const saved = await author.put(
      `/api/v1/entries/${entry.id}/draft`,
      { content },
      { 'If-Match': `"${versionId}"` },
    );
    expect(entrySchema.parse(saved.json).draft.versionId).not.toBe(versionId);
    expect((await server.client().get(await open(link.path))).text).toContain('<h1>As it is now</h1>');
  });

  it('are asked for their password, in the language of the reader, and not for ever', async () => {
    const entry = await makePost('Locked');
    const link = await makeLink(entry.id, { password: 'a long pass phrase' });
    const reader = server.client();
    const german = await reader.get(link.path, { 'Accept-Language': 'de-AT,de;q=0.9,en;q=0.8' });
    expect([german.status, german.text]).toEqual([200, expect.stringContaining('hat ein Passwort')]);
    expect(german.text).toContain('<html lang="de">');
    expect(german.headers).toMatchObject({ ...UNSEEN, 'referrer-policy': 'same-origin' });
    const send = (password: string, headers: Record<string, string> = {}) =>
      reader.send('POST', link.path, {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ password }).toString(),
      });
    const wrong = await send('something else');
    expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining('This is not the password.')]);
    expect((await send('a long pass phrase', { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await send('x'.repeat(5_000))).status).toBe(413);
    const otherType = await send('a long pass phrase', { 'Content-Type': 'application/json' });
    const packed = await send('a long pass phrase', { 'Content-Encoding': 'compress' });
    expect([otherType.status, packed.status]).toEqual([415, 415]);
    const right = await send('a long pass phrase');
    expect([right.status, await statusOf(right.headers.location ?? '')]).toEqual([303, 200]);
    for (let attempts = 0; attempts < 10; attempts++) await send('a guess');
    const refused = await send('a long pass phrase');
    expect([refused.status, refused.text]).toEqual([
      429,
      expect.stringContaining('Too many wrong passwords'),
    ]);
    expect(refused.headers['retry-after']).toBeDefined();
    expect((await links(entry.id))[0]?.views).toBe(1);
  });

  it.each([
    { where: 'on an origin of their own', previewOrigin: 'http://preview.example:4000', openMs: 0 },
    { where: 'in a sandbox', previewOrigin: null, openMs: 5 * 60_000 },
  ])('with a password, $where, open nowhere but where it was given', async ({ previewOrigin, openMs }) => {
    const entry = await makePost('Locked away');
    const { url } = await makeLink(entry.id, { password: 'a long pass phrase' });
    const host = previewOrigin === null ? {} : { Host: 'preview.example:4000' };
    const at = new Date(now);
    let later = 0;
    const clock = () => new Date(at.getTime() + later);
    const other = await startApiServer(test.database, { previewOrigin, now: clock });
    const [reader, stranger] = [other.client(), other.client()];
    const statusFor = async (client: Client, path: string, more = {}) =>
      (await client.get(path, { ...host, ...more })).status;
    const given = await reader.send('POST', new URL(url).pathname, {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...host },
      body: 'password=a+long+pass+phrase',
    });
    expect(given.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^stillpress_preview_[\w-]+=\S+; path=\/preview; expires=[^;]+; samesite=lax; httponly$/i,
      ),
    ]);
    const shown = new URL(given.headers.location ?? '', 'http://x').pathname;
    const live = shown.replace(/^\/preview\/t\/([^/]+).*/, '/preview/live/$1');
    expect(await statusFor(reader, shown)).toBe(200);
    expect(await statusFor(stranger, shown)).toBe(openMs > 0 ? 200 : 401);
    later = Math.max(openMs, 1_000);
    expect([await statusFor(stranger, shown), await statusFor(stranger, live)]).toEqual([401, 401]);
    const page = await stranger.get(shown, { ...host, 'Accept-Language': 'de' });
    expect(page.text).toContain('geben Sie dort das Passwort ein');
    expect(page.text).not.toContain('Locked away');
    const forged = [...reader.cookies].map(([name, value]) => `${name}=${value.slice(0, -2)}AA`);
    expect(await statusFor(stranger, shown, { Cookie: forged.join() })).toBe(401);
    const again = await reader.get(`${shown}?page=2`, host);
    expect(again.status).toBe(openMs > 0 ? 302 : 200);
    const leadsTo = again.headers.location ?? `${shown}?page=2`;
    expect(leadsTo).toMatch(/\?page=2$/);
    expect(leadsTo.startsWith(shown)).toBe(openMs === 0);
    expect(await statusFor(stranger, leadsTo)).toBe(openMs > 0 ? 200 : 401);
    later = 13 * 60 * 60_000;
    expect(await statusFor(reader, leadsTo)).toBe(410);
    await other.close();
  });

  it.each([
    [
      'they are revoked',
      async ({ entry, link }: Made) =>
        author.send('DELETE', `/api/v1/entries/${entry.id}/preview-links/${link.id}`),
    ],
    ['they expire', async () => (now = new Date(now.getTime() + DAY_MS))],
    [
      'the entry is thrown away',
      ({ entry }: Made) =>
        author.post(`/api/v1/entries/${entry.id}/trash`, undefined, {
          'If-Match': `"${entry.draft.versionId}"`,
        }),
    ],
    [
      'their maker may not change the entry any more',
      async () => owner.put(`/api/v1/users/${await idOf(author)}/role`, { role: 'viewer' }),
    ],
  ] as const)('end for readers, too, when %s', async (_, end) => {
    const entry = await makePost('Until it ends');
    const link = await makeLink(entry.id);
    const shown = await open(link.path);
    expect(await statusOf(shown)).toBe(200);
    await end({ entry, link });
    expect([await statusOf(shown), await statusOf(link.path)]).toEqual([410, 410]);
    const page = await server.client().get(link.path, { 'Accept-Language': 'de' });
    expect(page.text).toContain('Dieser Link gilt nicht mehr');
    const inside = await server.client().get(shown, { Accept: 'text/html' });
    expect(inside.text).toContain('<h1>This link is over</h1>');
    expect(inside.text).not.toContain('/admin');
    expect(page.headers).toMatchObject({ ...UNSEEN, 'referrer-policy': 'same-origin' });
    await owner.put(`/api/v1/users/${await idOf(author)}/role`, { role: 'author' });
  });

  it('end with the account of their maker', async () => {
    const person = await server.signInAs('author');
    const reply = await person.post('/api/v1/entries', { collection: 'posts', content: { title: 'Left' } });
    const { id } = entrySchema.parse(reply.json);
    const expiresAt = new Date(now.getTime() + DAY_MS).toISOString();
    const made = await person.post(`/api/v1/entries/${id}/preview-links`, { expiresAt });
    const { pathname } = new URL(newPreviewLinkSchema.parse(made.json).url);
    const shown = await open(pathname);
    await owner.post(`/api/v1/users/${await idOf(person)}/deactivate`);
    expect([await statusOf(shown), await statusOf(pathname)]).toEqual([410, 410]);
  });

  it('open by nothing that was not signed here, and stand neither in the log nor in the database', async () => {
    const entry = await makePost('Signed');
    const { path } = await makeLink(entry.id);
    await open(path);
    const [token = '', signature = ''] = path.slice('/preview/link/'.length).split('.');
    for (const altered of [`${token}.x`, token, `x.${signature}`, `${token}.${signature}.x`])
      expect(await statusOf(`/preview/link/${altered}`)).toBe(410);
    expect(server.logLines.join('')).not.toContain(token);
    const rows = await test.database.db.selectFrom('preview_link').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    const rotated = await startApiServer(test.database, {
      sessionKeys: ['a newer key', 'a key of the tests'],
    });
    expect((await rotated.client().get(path)).status).toBe(303);
    await rotated.close();
    const other = await startApiServer(test.database, { sessionKeys: ['a newer key'] });
    expect((await other.client().get(path)).status).toBe(410);
    await other.close();
  });

  it('say what they cannot be', async () => {
    const entry = await makePost('Asked wrongly');
    const other = await makePost('Another');
    const send = async (body: Record<string, unknown>) =>
      problemSchema.parse((await author.post(`/api/v1/entries/${entry.id}/preview-links`, body)).json);
    const expiresAt = new Date(now.getTime() + DAY_MS).toISOString();
    const late = new Date(now.getTime() + 91 * DAY_MS).toISOString();
    expect((await send({})).errors?.[0]?.path).toBe('expiresAt');
    expect((await send({ expiresAt: late })).errors?.[0]?.path).toBe('expiresAt');
    expect((await send({ expiresAt: now.toISOString() })).errors?.[0]?.path).toBe('expiresAt');
    expect((await send({ expiresAt, password: 'short' })).errors?.[0]?.path).toBe('password');
    expect((await send({ expiresAt, label: 'a\nb' })).errors?.[0]?.path).toBe('label');
    expect((await send({ expiresAt, versionId: other.draft.versionId })).code).toBe('version-not-found');
    const { id } = await makeLink(entry.id);
    const elsewhere = await author.send('DELETE', `/api/v1/entries/${other.id}/preview-links/${id}`);
    expect(problemSchema.parse(elsewhere.json).code).toBe('preview-link-not-found');
  });

  it('are in the audit when they are made and revoked, and go with what is deleted for good', async () => {
    const entry = await makePost('In the audit');
    const link = await makeLink(entry.id, { label: 'A name', password: PASSWORD });
    const address = `/api/v1/entries/${entry.id}/preview-links/${link.id}`;
    expect((await author.send('DELETE', address)).status).toBe(204);
    expect((await author.send('DELETE', address)).status).toBe(204);
    expect((await links(entry.id))[0]?.state).toBe('revoked');
    const audit = await owner.get(`/api/v1/audit?subject=entry:${entry.id}`);
    const made = auditListSchema
      .parse(audit.json)
      .records.filter(({ action }) => action.startsWith('preview-link'));
    expect(made.map(({ action, details }) => [action, details['linkId']])).toEqual([
      ['preview-link.revoke', link.id],
      ['preview-link.create', link.id],
    ]);
    const match = { 'If-Match': `"${entry.draft.versionId}"` };
    await owner.post(`/api/v1/entries/${entry.id}/trash`, undefined, match);
    await owner.send('DELETE', `/api/v1/entries/${entry.id}`, { headers: match });
    const left = await test.database.db
      .selectFrom('preview_link')
      .select('id')
      .where('entry_id', '=', entry.id)
      .execute();
    expect(left).toEqual([]);
  });

  type Made = { entry: Awaited<ReturnType<typeof makePost>>; link: { id: string } };
});
