import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppError } from '../../../server/errors.ts';
import { searchAudit } from '../../../server/store/audit.ts';
import type { WebhookSettings } from '../../../server/store/webhooks.ts';
import { changeWebhook } from '../../../server/webhooks/change-webhook.ts';
import { createWebhook } from '../../../server/webhooks/create-webhook.ts';
import { deleteWebhook } from '../../../server/webhooks/delete-webhook.ts';
import { listDeliveries } from '../../../server/webhooks/list-deliveries.ts';
import { listWebhooks } from '../../../server/webhooks/list-webhooks.ts';
import { readWebhook } from '../../../server/webhooks/read-webhook.ts';
import { redeliver } from '../../../server/webhooks/redeliver.ts';
import { rotateWebhookSecret } from '../../../server/webhooks/rotate-webhook-secret.ts';
import { sendPing } from '../../../server/webhooks/send-ping.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openExchange, type Exchange } from './webhooks-fixture.ts';

describe.each(DIALECTS)('the webhooks of an installation on %s', (dialect) => {
  let exchange: Exchange;
  beforeEach(async () => {
    exchange = await openExchange(dialect);
  });
  afterEach(() => exchange.close());

  const audit = async () => await searchAudit(exchange.database.db, { limit: 50, action: 'webhook' });
  const create = (changes?: Partial<WebhookSettings>) => exchange.create(changes);
  const issuesOf = async (changes: Partial<WebhookSettings>) => {
    const error: unknown = await create(changes).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-input' });
    return (error as AppError).details.issues ?? [];
  };

  test('are made with a secret that nobody chooses and that is shown once', async () => {
    const { secret, webhook } = await create();
    expect(secret).toMatch(/^whsec_/);
    expect(webhook).toMatchObject({
      name: 'Search index',
      url: 'https://hooks.example.org/secret-path',
      events: ['entry.published', 'entry.withdrawn'],
      isEnabled: true,
      failingSince: null,
      disabledAt: null,
      previousSecretUntil: null,
      createdBy: exchange.call.actor.userId,
    });
    const seen = [
      webhook,
      await listWebhooks(exchange.context, exchange.call),
      await readWebhook(exchange.context, { ...exchange.call, id: webhook.id }),
      await audit(),
    ];
    expect(JSON.stringify(seen)).not.toContain(secret);
  });

  test('are kept in one form: addresses as browsers write them, events in their order, nothing twice', async () => {
    const { webhook } = await create({
      name: ' Search index ',
      url: 'HTTPS://Hooks.Example.org:443/a b',
      events: ['release.done', 'entry.published', 'release.done'],
      collections: ['posts', 'posts'],
      locales: ['de', 'en', 'de'],
    });
    expect(webhook).toMatchObject({
      name: 'Search index',
      url: 'https://hooks.example.org/a%20b',
      events: ['entry.published', 'release.done'],
      collections: ['posts'],
      locales: ['de', 'en'],
    });
  });

  test('are refused with the place of each problem, and nothing is written down', async () => {
    const issues = await issuesOf({
      name: '  ',
      url: 'ftp://hooks.example.org',
      events: [],
      collections: ['posts', 'pages'],
      locales: ['fr'],
    });
    expect(issues.map(({ path }) => path)).toEqual(['name', 'url', 'events', 'collections[1]', 'locales[0]']);
    expect(issues[3]?.message).toContain('posts, people, settings, motto');
    expect((await issuesOf({ name: 'a\nb' }))[0]?.message).toContain('line break');
    expect((await issuesOf({ name: 'a'.repeat(101) }))[0]?.path).toBe('name');
    expect((await issuesOf({ url: 'http://10.0.0.1/' }))[0]?.message).toContain('WEBHOOK_ALLOW_HOSTS');
    expect(await listWebhooks(exchange.context, exchange.call)).toEqual([]);
    expect(await audit()).toEqual([]);
  });

  test('are changed, and the audit says what, without the secret and without the rest of the address', async () => {
    const { secret, webhook } = await create();
    const { call, context } = exchange;
    const settings = exchange.settingsOf({ url: 'https://other.example.org/token-123', isEnabled: false });
    const changed = await changeWebhook(context, { ...call, id: webhook.id, settings });
    expect(changed).toMatchObject({ url: settings.url, isEnabled: false, createdAt: webhook.createdAt });
    expect(changed.updatedAt > webhook.updatedAt).toBe(true);
    const again = await changeWebhook(context, { ...call, id: webhook.id, settings });
    expect(again).toEqual(changed);
    const records = await audit();
    expect(records.map(({ action }) => action)).toEqual(['webhook.change', 'webhook.create']);
    expect(records[0]).toMatchObject({
      actorId: call.actor.userId,
      subject: `webhook:${webhook.id}`,
      correlationId: 'test-2',
      details: { changed: ['url', 'isEnabled'], origin: 'https://other.example.org' },
    });
    const text = JSON.stringify(records);
    for (const hidden of [secret, 'token-123', 'secret-path']) expect(text).not.toContain(hidden);
  });

  test('get another secret, and the audit says so', async () => {
    const { secret, webhook } = await create();
    const { call, context } = exchange;
    const rotated = await rotateWebhookSecret(context, { ...call, id: webhook.id });
    expect(rotated.secret).not.toBe(secret);
    const overlapMs =
      Date.parse(rotated.webhook.previousSecretUntil ?? '') - Date.parse(rotated.webhook.updatedAt);
    expect(overlapMs).toBe(24 * 60 * 60_000);
    const records = await audit();
    expect(records[0]).toMatchObject({ action: 'webhook.rotate-secret' });
    expect(JSON.stringify(records)).not.toContain('whsec_');
  });

  test('are deleted with what waits for them', async () => {
    const { webhook } = await create();
    const { call, context, desk } = exchange;
    await sendPing(context, { ...call, id: webhook.id });
    await deleteWebhook(context, { ...call, id: webhook.id });
    expect(await listWebhooks(context, call)).toEqual([]);
    expect(await desk.count('webhook_delivery')).toBe(0);
    expect((await audit())[0]).toMatchObject({ action: 'webhook.delete', details: { name: 'Search index' } });
    const request = { ...call, id: webhook.id };
    for (const ask of [
      () => readWebhook(context, request),
      () => deleteWebhook(context, request),
      () => rotateWebhookSecret(context, request),
      () => sendPing(context, request),
      () => listDeliveries(context, request),
      () => changeWebhook(context, { ...request, settings: exchange.settingsOf() }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'webhook-not-found' });
  });

  test('are for owners and admins alone, to read as well: an address may be a secret', async () => {
    const { webhook } = await create();
    const { context, desk } = exchange;
    const ping = await sendPing(context, { ...exchange.call, id: webhook.id });
    for (const role of ['editor', 'author', 'contributor', 'viewer'] as const) {
      const call = { actor: await desk.actor(role), correlationId: null };
      const request = { ...call, id: webhook.id };
      for (const ask of [
        () => listWebhooks(context, call),
        () => readWebhook(context, request),
        () => createWebhook(context, { ...call, settings: exchange.settingsOf() }),
        () => changeWebhook(context, { ...request, settings: exchange.settingsOf({ name: 'Mine' }) }),
        () => deleteWebhook(context, request),
        () => rotateWebhookSecret(context, request),
        () => sendPing(context, request),
        () => listDeliveries(context, request),
        () => redeliver(context, { ...call, deliveryId: ping.id }),
      ])
        await expect(ask()).rejects.toMatchObject({ code: 'not-allowed' });
    }
    const admin = { actor: await desk.actor('admin'), correlationId: null };
    expect(await listWebhooks(context, admin)).toHaveLength(1);
  });

  test('are fifty at most, also where two are made at once', async () => {
    for (let count = 0; count < 49; count++) await create({ name: `Webhook ${count}` });
    const results = await Promise.allSettled([create(), create(), create()]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await exchange.desk.count('webhook')).toBe(50);
    await expect(create()).rejects.toMatchObject({ code: 'too-many-webhooks' });
  });
});
