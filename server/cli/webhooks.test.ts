import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { SYSTEM_ACTOR } from '../accounts/actor.ts';
import { openDatabase } from '../store/database.ts';
import type { Database } from '../store/database.ts';
import { migrateUp } from '../store/migrate.ts';
import { disableWebhook } from '../store/webhooks.ts';
import { createWebhook } from '../webhooks/create-webhook.ts';
import { sendPing } from '../webhooks/send-ping.ts';
import type { WebhookContext } from '../webhooks/webhook-context.ts';
import { commandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-webhooks-'));
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };
let database: Database;
let context: WebhookContext;

const run = (...args: string[]) => runCommandLine(['webhooks', ...args], { DATA_DIR: dataDir });
const create = (name: string) =>
  createWebhook(context, {
    ...CALL,
    settings: {
      name,
      url: 'https://hooks.example.org/a',
      events: ['release.done'],
      collections: [],
      locales: [],
      isEnabled: true,
    },
  });

beforeAll(async () => {
  database = await openDatabase({ dataDir });
  await migrateUp(database);
  context = { ...commandContext(database).context, mayReach: () => true };
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

test('list shows the webhooks and what is wrong with them, and no secret', async () => {
  expect((await run('list')).out).toBe('There are no webhooks.');
  const { secret, webhook } = await create('Search');
  const gone = await create('Gone');
  const disabled = { id: gone.webhook.id, now: '2026-03-01T08:00:00.000Z', reason: 'It answered 410.' };
  await database.write((tx) => disableWebhook(tx, disabled));
  const { out } = await run('list');
  expect(out).toMatch(/^webhook +name +url +events +state/);
  expect(out).toMatch(/Search +https:\/\/hooks\.example\.org\/a +release\.done +enabled/);
  expect(out).toContain('disabled since 2026-03-01T08:00:00.000Z: It answered 410.');
  const json = (await run('list', '--json')).out;
  expect(JSON.parse(json)).toMatchObject({ webhooks: [{ id: webhook.id }, { id: gone.webhook.id }] });
  expect(out + json).not.toContain(secret);
});

test('deliveries and redeliver show what was sent and send it again', async () => {
  const { webhook } = await create('Other');
  expect((await run('deliveries', webhook.id)).out).toBe('There are no such deliveries.');
  const { id } = await sendPing(context, { ...CALL, id: webhook.id });
  const { out } = await run('deliveries', webhook.id, '--state', 'waiting');
  expect(out).toContain(id);
  expect(out).toMatch(/ping +waiting +0/);
  expect((await run('redeliver', id)).out).toBe(`The delivery ${id} waits. A server or a worker sends it.`);
  const { out: json } = await run('deliveries', webhook.id, '--json');
  expect(JSON.parse(json)).toMatchObject({ deliveries: [{ id, event: 'ping', state: 'waiting' }] });
  expect((await run('redeliver', 'nothing')).err).toContain('delivery-not-found');
  expect((await run('deliveries', 'nothing')).err).toContain('webhook-not-found');
  expect((await run('deliveries', webhook.id, '--state', 'lost')).code).toBe(EXIT.usage);
});
