import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  deliveryListSchema,
  deliverySchema,
  webhookListSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '../../../model/api/webhook.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

const PATH = '/api/v1/webhooks';
const SETTINGS = {
  name: 'Search index',
  url: 'https://hooks.example.org/stillpress',
  events: ['entry.published'],
};

let test: TestDatabase;
let server: ApiServer;
let admin: Client;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
  admin = await server.signInAs('admin');
});
afterAll(async () => {
  await server.close();
  await test.close();
});

const create = async (changes: Record<string, unknown> = {}) => {
  const reply = await admin.post(PATH, { ...SETTINGS, ...changes });
  expect(reply.status).toBe(201);
  return { ...webhookWithSecretSchema.parse(reply.json), location: reply.headers.location ?? '' };
};

it('shows the secret of a webhook in the answer that makes it, and nowhere else', async () => {
  const { location, secret, webhook } = await create();
  expect(location).toBe(`${PATH}/${webhook.id}`);
  const answers = [
    await admin.get(location),
    await admin.get(PATH),
    await admin.get(`${location}/deliveries`),
    await admin.get('/api/v1/audit?action=webhook'),
    await admin.put(location, { ...SETTINGS, name: 'Other' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  for (const { text } of answers) expect(text).not.toContain(secret);
  expect(server.logLines.join('')).not.toContain(secret);
  expect(webhookSchema.parse(answers[4]?.json)).toMatchObject({
    name: 'Other',
    isEnabled: true,
    collections: [],
  });
  expect(webhookListSchema.parse(answers[1]?.json).webhooks.map(({ id }) => id)).toContain(webhook.id);
});

it('keeps no secret for whoever sends the request again', async () => {
  const key = { 'Idempotency-Key': 'made-once' };
  const first = await admin.post(PATH, SETTINGS, key);
  const { secret } = webhookWithSecretSchema.parse(first.json);
  const second = await admin.post(PATH, SETTINGS, key);
  expect([second.status, (second.json as { code: string }).code]).toEqual([409, 'answer-lost']);
  const kept = await test.database.db.selectFrom('idempotency_key').selectAll().execute();
  expect(JSON.stringify(kept)).not.toContain(secret);
  const { webhook } = webhookWithSecretSchema.parse(first.json);
  const rotated = await admin.post(`${PATH}/${webhook.id}/rotate-secret`, undefined, {
    'Idempotency-Key': 'rotated-once',
  });
  const other = webhookWithSecretSchema.parse(rotated.json);
  expect(other.secret).not.toBe(secret);
  expect(other.webhook.previousSecretUntil).not.toBeNull();
  const all = await test.database.db.selectFrom('idempotency_key').selectAll().execute();
  expect(JSON.stringify(all)).not.toContain(other.secret);
});

it('sends a ping, lists what was sent, and sends it again', async () => {
  const { location } = await create();
  const asked = await admin.post(`${location}/test`);
  expect(asked.status).toBe(202);
  const ping = deliverySchema.parse(asked.json);
  expect(ping).toMatchObject({ event: 'ping', state: 'waiting', attempts: [] });
  const list = deliveryListSchema.parse(
    (await admin.get(`${location}/deliveries?state=waiting&limit=1`)).json,
  );
  expect(list).toEqual({ deliveries: [ping], nextCursor: null });
  const again = await admin.post(`${location}/deliveries/${ping.id}/redeliver`);
  expect([again.status, deliverySchema.parse(again.json).id]).toEqual([202, ping.id]);
  const unknown = await admin.post(`${location}/deliveries/01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10/redeliver`);
  expect([unknown.status, (unknown.json as { code: string }).code]).toEqual([404, 'delivery-not-found']);
});

it('deletes a webhook', async () => {
  const { location } = await create();
  const gone = await admin.send('DELETE', location);
  expect([gone.status, gone.text]).toEqual([204, '']);
  const reply = await admin.get(location);
  expect([reply.status, (reply.json as { code: string }).code]).toEqual([404, 'webhook-not-found']);
});

it('names what of the settings cannot be taken, and what is no setting', async () => {
  const errorsOf = async (body: unknown) => {
    const { json, status } = await admin.post(PATH, body);
    expect(status).toBe(422);
    return (json as { errors: { path: string; message: string }[] }).errors;
  };
  expect(await errorsOf({ ...SETTINGS, url: 'https://a:b@hooks.example.org/' })).toEqual([
    { path: 'url', message: expect.stringContaining('signature') },
  ]);
  expect(await errorsOf({ ...SETTINGS, events: ['entry.saved'] })).toEqual([
    { path: 'events[0]', message: expect.stringContaining('entry.published or') },
  ]);
  expect(await errorsOf({ ...SETTINGS, secret: 'mine' })).toMatchObject([{ path: 'secret' }]);
  expect((await errorsOf({})).map(({ path }) => path)).toEqual(['name', 'url', 'events']);
  expect((await admin.get(`${PATH}/no-id`)).status).toBe(422);
});
