import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditListSchema } from '../../../model/api/audit.ts';
import { bundleSchema } from '../../../model/api/bundle.ts';
import { webhookWithSecretSchema } from '../../../model/api/webhook.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { idOf, makeEntry, makeRole, type Made } from './limited-role.ts';

const SITE = { collections: 'all', locales: 'all', whose: 'any' };

const entry = ({ id, title }: Made) => ({
  subject: `entry:${id}`,
  name: title,
  collection: 'posts',
  isThere: true,
});

/** What nobody finds any more, or what the reader may not. */
const gone = (subject: string, name: string | null = null) => ({
  subject,
  name,
  collection: null,
  isThere: false,
});

describe.each(DIALECTS)('what the audit log is about, in names, on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let admin: Client;
  let german: Made;
  let english: Made;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    admin = await server.signInAs('admin');
    german = await makeEntry(server, admin);
    english = await makeEntry(server, admin, { locale: 'en' });
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const newest = async (query: string, reader = admin) => {
    const reply = await reader.get(`/api/v1/audit?${query}&limit=1`);
    const [record] = auditListSchema.parse(reply.json).records;
    return { about: record?.about, count: record?.aboutCount };
  };
  const send = async (path: string, body: unknown): Promise<unknown> => {
    const reply = await admin.post(`/api/v1/${path}`, body);
    expect([reply.status, reply.text]).toEqual([expect.toBeOneOf([200, 201, 202]), reply.text]);
    return reply.json;
  };
  it('calls an entry by the title that it has now', async () => {
    const made = await makeEntry(server, admin);
    const match = { 'If-Match': `"${made.versionId}"` };
    const path = `/api/v1/entries/${made.id}`;
    const saved = await admin.put(`${path}/draft`, { content: { title: 'Why static' } }, match);
    expect(await newest(`subject=entry:${made.id}&action=entry.create`)).toEqual({
      about: [{ ...entry(made), name: 'Why static' }],
      count: 1,
    });
    const seen = { 'If-Match': saved.headers.etag ?? '' };
    expect((await admin.post(`${path}/trash`, undefined, seen)).status).toBe(200);
    expect((await admin.send('DELETE', path, { headers: seen })).status).toBe(200);
    expect((await newest(`subject=entry:${made.id}`)).about).toEqual([gone(`entry:${made.id}`)]);
  });

  it('names the first of what was published, and says how many there are', async () => {
    const more = await Promise.all([1, 2, 3, 4].map(() => makeEntry(server, admin, { locale: 'en' })));
    const entries = more.map(({ id, versionId }) => ({ id, versionId }));
    await send('publications', { entries });
    const { about, count } = await newest('action=entry.publish');
    expect(about).toHaveLength(3);
    expect(count).toBe(4);
    expect(more.map(entry)).toEqual(expect.arrayContaining(about ?? []));
  });

  it('says what a redirect leads on from, and whether it is still there', async () => {
    const put = await admin.put('/api/v1/redirects', {
      path: '/old/',
      status: 301,
      to: { kind: 'path', path: '/new/' },
    });
    expect(put.status).toBe(202);
    expect((await newest('action=redirect.set')).about).toEqual([
      { ...gone('redirect:/old/', '/old/'), isThere: true },
    ]);
  });

  it('calls what is gone as the record does', async () => {
    const url = 'https://hooks.example/in';
    const made = await send('webhooks', { name: 'Search index', url, events: ['entry.published'] });
    const { id } = webhookWithSecretSchema.parse(made).webhook;
    const subject = `webhook:${id}`;
    expect((await newest('action=webhook')).about).toEqual([
      { ...gone(subject, 'Search index'), isThere: true },
    ]);
    await admin.send('DELETE', `/api/v1/webhooks/${id}`);
    expect((await newest('action=webhook.delete')).about).toEqual([gone(subject, 'Search index')]);
  });

  it('calls people, roles and bundles by their names', async () => {
    const role = await makeRole(admin, [{ actions: ['entry.read'], ...SITE }], 'Reader of all');
    expect((await newest('action=role.create')).about).toMatchObject([{ name: role.name, isThere: true }]);
    const id = await idOf(await server.signInAs('viewer'));
    await admin.post(`/api/v1/users/${id}/deactivate`);
    expect((await newest('action=user.deactivate')).about).toMatchObject([
      { subject: `user:${id}`, name: expect.any(String), isThere: true },
    ]);
    const bundle = bundleSchema.parse(
      await send('bundles', { title: 'Spring', entries: [{ id: english.id, action: 'publish' }] }),
    );
    expect((await newest('action=bundle')).about).toMatchObject([
      { subject: `bundle:${bundle.id}`, name: 'Spring', isThere: true },
    ]);
  });

  it('keeps from a reader of the log what they may not read elsewhere', async () => {
    const role = await makeRole(admin, [
      { actions: ['audit.read'], ...SITE },
      { actions: ['entry.read'], collections: ['posts'], locales: ['de'], whose: 'any' },
    ]);
    const reader = await server.signInAs(role);
    expect((await newest(`subject=entry:${german.id}`, reader)).about).toEqual([entry(german)]);
    expect((await newest(`subject=entry:${english.id}`, reader)).about).toEqual([
      gone(`entry:${english.id}`),
    ]);
    expect((await newest('action=entry.publish', reader)).about?.map(({ name }) => name)).toEqual([
      null,
      null,
      null,
    ]);
    expect((await newest('action=bundle', reader)).about).toMatchObject([{ name: null, isThere: false }]);
    expect((await newest('action=role.create', reader)).about).toMatchObject([
      { name: role.name, isThere: false },
    ]);
  });
});
