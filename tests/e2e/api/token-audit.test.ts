import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { newApiTokenSchema } from '../../../model/api/api-token.ts';
import { auditListSchema } from '../../../model/api/audit.ts';
import { entrySchema } from '../../../model/api/entry.ts';
import { webhookWithSecretSchema } from '../../../model/api/webhook.ts';
import { newId } from '../../../server/store/new-id.ts';
import { finishRelease, insertRelease } from '../../../server/store/releases.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { idOf } from './limited-role.ts';

const ENTRIES = '/api/v1/entries';

type Sent = { body?: unknown; /** A version. */ seen?: string };

describe.each(DIALECTS)('what a program does with an API token, on %s,', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let owner: Client;
  let ownerId: string;
  let token: { id: string; name: string };
  let send: (method: string, path: string, sent?: Sent) => Promise<unknown>;

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    owner = await server.signInAs('owner');
    ownerId = await idOf(owner);
    const order = { name: 'The build', scopes: ['read', 'write'] };
    const made = newApiTokenSchema.parse((await owner.post('/api/v1/tokens', order)).json);
    token = { id: made.id, name: made.name };
    const program = server.client();
    send = async (method, path, { body, seen } = {}) => {
      const headers = {
        Authorization: `Bearer ${made.token}`,
        ...(seen !== undefined && { 'If-Match': `"${seen}"` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      };
      const json = body === undefined ? {} : { body: JSON.stringify(body) };
      const reply = await program.send(method, path, { headers, ...json });
      if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.text}`);
      return reply.json;
    };
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const create = async (title: string): Promise<z.output<typeof entrySchema>> =>
    entrySchema.parse(await send('POST', ENTRIES, { body: { collection: 'posts', content: { title } } }));
  const recorded = async (query = '') => {
    const page = auditListSchema.parse((await owner.get(`/api/v1/audit?limit=200${query}`)).json);
    return page.records.filter(({ actor, action }) => actor?.id === ownerId && action !== 'token.create');
  };

  it('is written down with its name, whatever it is', async () => {
    const first = await create('First');
    const path = `${ENTRIES}/${first.id}`;
    const saved = entrySchema.parse(
      await send('PUT', `${path}/draft`, {
        body: { content: { title: 'Second' } },
        seen: first.draft.versionId,
      }),
    );
    const kept = saved.draft.versionId;
    await send('PUT', `${path}/versions/${kept}/name`, { body: { name: 'As it was' } });
    const content = { title: 'Third', slug: 'third' };
    const third = entrySchema.parse(await send('PUT', `${path}/draft`, { body: { content }, seen: kept }));
    const back = entrySchema.parse(
      await send('POST', `${path}/versions/${kept}/restore`, { seen: third.draft.versionId }),
    );
    const last = entrySchema.parse(
      await send('PUT', `${path}/draft`, { body: { content }, seen: back.draft.versionId }),
    );
    const { versionId } = last.draft;
    await send('POST', `${path}/publish`, { seen: versionId });
    await send('POST', `${path}/withdraw`, { seen: versionId });
    await send('POST', '/api/v1/publications', { body: { entries: [{ id: first.id, versionId }] } });
    const german = entrySchema.parse(await send('POST', `${path}/translations`, { body: { locale: 'de' } }));
    const source = { entryId: first.id, versionId };
    await send('PUT', `${ENTRIES}/${german.id}/translations/source`, { body: source });
    const copy = entrySchema.parse(await send('POST', `${path}/duplicate`));
    const redirect = { path: '/old/', status: 301, to: { kind: 'path', path: '/' } };
    const set = (await send('PUT', '/api/v1/redirects', { body: redirect })) as {
      publication: { seq: number };
    };
    await send('POST', `/api/v1/publications/${set.publication.seq}/revert`);
    await send('PUT', '/api/v1/redirects', { body: redirect });
    await send('DELETE', '/api/v1/redirects?path=/old/');
    await send('POST', `${ENTRIES}/${copy.id}/trash`, { seen: copy.draft.versionId });
    await send('POST', `${ENTRIES}/${copy.id}/restore`, { seen: copy.draft.versionId });
    const entries = [{ id: copy.id, versionId: copy.draft.versionId }];
    await send('POST', `${ENTRIES}/bulk`, { body: { action: 'trash', entries } });
    await send('DELETE', `${ENTRIES}/${copy.id}`, { seen: copy.draft.versionId });
    await send('POST', `${ENTRIES}/${german.id}/takedown`, { body: { reason: 'A test.' } });
    const hook = { name: 'A', url: 'https://hooks.example.org/', events: ['release.done'] };
    const made = webhookWithSecretSchema.parse(await send('POST', '/api/v1/webhooks', { body: hook }));
    const webhook = `/api/v1/webhooks/${made.webhook.id}`;
    await send('PUT', webhook, { body: { ...hook, name: 'B' } });
    await send('POST', `${webhook}/rotate-secret`);
    await send('DELETE', webhook);

    const records = await recorded();
    expect([...new Set(records.map(({ action }) => action))].toSorted()).toEqual(ACTIONS);
    expect(records.filter((record) => record.token?.id !== token.id)).toEqual([]);
    expect(records.every((record) => record.token?.name === 'The build')).toBe(true);
  });

  it('is told from what its owner does', async () => {
    const made = await owner.post(ENTRIES, { collection: 'posts', content: { title: 'By hand' } });
    const { id } = entrySchema.parse(made.json);
    expect(await recorded(`&subject=entry:${id}`)).toMatchObject([{ action: 'entry.create', token: null }]);
  });

  it('keeps its name when the token is deleted', async () => {
    const { id } = await create('Last');
    expect((await owner.send('DELETE', `/api/v1/tokens/${token.id}`)).status).toBe(204);
    expect(await recorded(`&subject=entry:${id}`)).toMatchObject([{ action: 'entry.create', token }]);
  });

  it('is handed on to the process that publishes, for what that one does', async () => {
    const order = { name: 'The pager', scopes: ['write'] };
    const made = newApiTokenSchema.parse((await owner.post('/api/v1/tokens', order)).json);
    const at = '2026-03-01T09:00:00.000Z';
    await test.database.write(async (tx) => {
      const { hash, seq } = await tx.selectFrom('publication_head').selectAll().executeTakeFirstOrThrow();
      const release = { target: 'disk', seq, publicationHash: hash, templateBuild: 'a build', work: {} };
      const times = { createdAt: at, finishedAt: null, timings: {}, correlationId: null };
      const number = await insertRelease(tx, {
        ...release,
        ...times,
        reason: 'publication',
        pagesRendered: 1,
      });
      await finishRelease(tx, { number, finishedAt: at, timings: {} });
    });
    const headers = { Authorization: `Bearer ${made.token}`, 'Idempotency-Key': newId() };
    const reply = await server.client().post('/api/v1/releases/1/rollback', {}, headers);
    expect(reply.status).toBe(202);
    const job = test.database.db.selectFrom('job').select('payload').where('kind', '=', 'rollback');
    const payload = JSON.parse((await job.executeTakeFirst())?.payload ?? '{}') as object;
    const asked = { actorId: ownerId, token: { id: made.id, name: 'The pager' } };
    expect(payload).toMatchObject({ request: asked });
  });
});

const ACTIONS = [
  'entry.create',
  'entry.delete',
  'entry.publish',
  'entry.restore',
  'entry.save',
  'entry.takedown',
  'entry.trash',
  'entry.withdraw',
  'publication.revert',
  'redirect.remove',
  'redirect.set',
  'translation.confirm',
  'version.name',
  'version.restore',
  'webhook.change',
  'webhook.create',
  'webhook.delete',
  'webhook.rotate-secret',
];
