import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { searchAudit } from '../../../server/store/audit.ts';
import { listJobs, retryJob } from '../../../server/store/job-records.ts';
import { pruneDeliveries } from '../../../server/store/webhook-deliveries.ts';
import { DELIVER_WEBHOOK } from '../../../server/store/webhook-job.ts';
import { changeWebhook } from '../../../server/webhooks/change-webhook.ts';
import { deleteWebhook } from '../../../server/webhooks/delete-webhook.ts';
import { listDeliveries } from '../../../server/webhooks/list-deliveries.ts';
import type { Outcome, Post } from '../../../server/webhooks/post.ts';
import { readWebhook } from '../../../server/webhooks/read-webhook.ts';
import { redeliver } from '../../../server/webhooks/redeliver.ts';
import { rotateWebhookSecret } from '../../../server/webhooks/rotate-webhook-secret.ts';
import { sendPing } from '../../../server/webhooks/send-ping.ts';
import { DIALECTS } from '../../support/databases.ts';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { openExchange, type Exchange } from './webhooks-fixture.ts';

const UNTIL = { timeout: 20_000, interval: 10 };
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Answers as it is told, without a network. */
function scripted(outcomes: (Partial<Outcome> & { error: string | null })[]): Post & { sent: string[] } {
  const sent: string[] = [];
  const post: Post = async ({ headers }) => {
    sent.push(headers['Stillpress-Delivery'] ?? '');
    const outcome = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
    return { status: null, durationMs: 5, answer: null, error: null, ...outcome };
  };
  return Object.assign(post, { sent });
}

describe.each(DIALECTS)('deliveries on %s', (dialect) => {
  let exchange: Exchange;
  let receivers: WebhookReceiver[];
  /** A clock that stands until somebody moves it. */
  let time: number;
  beforeEach(async () => {
    exchange = await openExchange(dialect);
    receivers = [];
    time = Date.now();
  });
  afterEach(async () => {
    await exchange.close();
    for (const receiver of receivers) await receiver.close();
  });

  const now = () => new Date(time);
  const receive = async (options?: Parameters<typeof startReceiver>[0]) => {
    const receiver = await startReceiver(options);
    receivers.push(receiver);
    return receiver;
  };
  const answering = (status: number) =>
    receive({ answer: (_, response) => void response.writeHead(status).end('so be it') });
  const pingOf = async (id: string) => (await sendPing(exchange.context, { ...exchange.call, id })).id;
  const untilState = (id: string, state: string) =>
    vi.waitFor(async () => expect((await exchange.delivery(id))?.state).toBe(state), UNTIL);
  const read = (id: string) => readWebhook(exchange.context, { ...exchange.call, id });
  const jobs = () => listJobs(exchange.database.db, { limit: 100 });

  test('say what happened, and are signed with the secret', async () => {
    const receiver = await receive();
    const { secret, webhook } = await exchange.create({ url: receiver.url });
    const entry = await exchange.desk.create({ title: 'One', slug: 'one' });
    await exchange.desk.publish(entry);
    exchange.start();
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), UNTIL);
    const [delivery] = await exchange.deliveries(webhook);
    const { body = '', headers } = receiver.received[0] ?? {};
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Stillpress-Webhooks',
      'stillpress-event': 'entry.published',
      'stillpress-delivery': delivery?.id,
    });
    expect(JSON.parse(body)).toEqual({
      id: delivery?.id,
      event: 'entry.published',
      at: delivery?.createdAt,
      site: 'https://example.org',
      data: {
        entryId: entry.id,
        collection: 'posts',
        locale: 'en',
        title: 'One',
        path: '/blog/one/',
        previousPath: null,
        publication: 1,
        url: 'https://example.org/blog/one/',
      },
    });
    const [, signedAt = '', signature = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers?.['stillpress-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', secret).update(`${signedAt}.${body}`).digest('hex'));
    expect(Math.abs(Number(signedAt) - Date.now() / 1000)).toBeLessThan(60);
    await untilState(delivery?.id ?? '', 'delivered');
    expect((await exchange.delivery(delivery?.id ?? ''))?.attempts).toMatchObject([
      { status: 204, answer: '', error: null },
    ]);
  });

  test('are signed by both secrets for a day after a rotation, and by the new one alone after it', async () => {
    const receiver = await receive();
    const first = await exchange.create({ url: receiver.url });
    const { id } = first.webhook;
    const second = await rotateWebhookSecret(exchange.context, { ...exchange.call, id });
    const until = Date.parse(second.webhook.previousSecretUntil ?? '');
    const signers = async (at: number) => {
      time = at;
      const delivery = await pingOf(id);
      const engine = exchange.start({ now });
      await untilState(delivery, 'delivered');
      await engine.stop();
      const { body = '', headers } = receiver.received.at(-1) ?? {};
      const [t = '', ...signatures] = String(headers?.['stillpress-signature']).split(',');
      const by = (secret: string) =>
        `v1=${createHmac('sha256', secret)
          .update(`${t.slice(2)}.${body}`)
          .digest('hex')}`;
      const names = new Map([
        [by(first.secret), 'first'],
        [by(second.secret), 'second'],
      ]);
      return signatures.map((signature) => names.get(signature));
    };
    expect(await signers(until - 1)).toEqual(['second', 'first']);
    expect(await signers(until)).toEqual(['second']);
    const third = await rotateWebhookSecret(exchange.context, { ...exchange.call, id });
    time = Date.parse(third.webhook.updatedAt);
    expect(await signers(time)).toEqual([undefined, 'second']);
  });

  test('are tried again later and later, under the same id, for about a day, and then no more', async () => {
    const { webhook } = await exchange.create();
    const id = await pingOf(webhook.id);
    const post = scripted([{ status: 503, error: 'It answered 503.' }]);
    const startedAt = (time = Date.parse((await exchange.delivery(id))?.createdAt ?? ''));
    exchange.start({ now, post }, { now, leaseMs: 3_600_000 });
    const waits: number[] = [];
    for (let attempt = 1; attempt < DELIVER_WEBHOOK.maxAttempts; attempt++) {
      await vi.waitFor(async () => {
        const delivery = await exchange.delivery(id);
        expect(delivery).toMatchObject({ state: 'waiting', nextAttemptAt: expect.any(String) });
        expect(delivery?.attempts).toHaveLength(attempt);
      }, UNTIL);
      const nextAt = Date.parse((await exchange.delivery(id))?.nextAttemptAt ?? '');
      waits.push(nextAt - time);
      // A moment too early nothing is sent.
      time = nextAt - 1;
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(post.sent).toHaveLength(attempt);
      time = nextAt;
    }
    await untilState(id, 'failed');
    expect(new Set(post.sent)).toEqual(new Set([id]));
    expect(post.sent).toHaveLength(DELIVER_WEBHOOK.maxAttempts);
    expect(waits.every((wait, index) => index === 0 || wait >= 0.79 * (waits[index - 1] ?? 0))).toBe(true);
    expect(time - startedAt).toBeGreaterThan(20 * HOUR_MS);
    expect(time - startedAt).toBeLessThan(28 * HOUR_MS);
    const delivery = await exchange.delivery(id);
    expect(delivery?.attempts.at(-1)).toMatchObject({ status: 503, error: 'It answered 503.' });
    expect(await read(webhook.id)).toMatchObject({
      isEnabled: true,
      failingSince: new Date(startedAt).toISOString(),
    });
    // What an operator does about the job holds here too.
    const [job] = await jobs();
    expect(job).toMatchObject({ state: 'dead', lastError: 'It answered 503.' });
    await exchange.database.write((tx) => retryJob(tx, { id: job?.id ?? '', now: now().toISOString() }));
    await vi.waitFor(() => expect(post.sent).toHaveLength(DELIVER_WEBHOOK.maxAttempts + 1), UNTIL);
  });

  test('that succeed after all end the failing of the webhook', async () => {
    const { webhook } = await exchange.create();
    const id = await pingOf(webhook.id);
    const post = scripted([{ error: 'connect ECONNREFUSED' }, { status: 200, answer: 'ok', error: null }]);
    exchange.start({ post }, { retryDelayMs: () => 200 });
    await vi.waitFor(async () => expect((await read(webhook.id)).failingSince).not.toBeNull(), UNTIL);
    await untilState(id, 'delivered');
    expect((await exchange.delivery(id))?.attempts.map(({ error }) => error)).toEqual([
      'connect ECONNREFUSED',
      null,
    ]);
    expect((await read(webhook.id)).failingSince).toBeNull();
  });

  test('are refused for good by a receiver that is gone: the webhook is disabled and says why', async () => {
    const receiver = await answering(410);
    const { webhook } = await exchange.create({ url: receiver.url });
    const first = await exchange.desk.create({ title: 'One', slug: 'one' });
    await exchange.desk.publish(first);
    const engine = exchange.start({}, { concurrency: 1 });
    await vi.waitFor(async () => expect((await read(webhook.id)).isEnabled).toBe(false), UNTIL);
    expect(await read(webhook.id)).toMatchObject({
      disabledAt: expect.any(String),
      disabledReason: expect.stringContaining('410'),
    });
    const [record] = await searchAudit(exchange.database.db, { limit: 1, action: 'webhook' });
    expect(record).toMatchObject({
      action: 'webhook.disable',
      actorId: null,
      subject: `webhook:${webhook.id}`,
    });
    const [delivery] = await exchange.deliveries(webhook);
    expect(delivery).toMatchObject({ state: 'failed', attempts: [{ status: 410, answer: 'so be it' }] });
    const id = delivery?.id ?? '';
    const again = { ...exchange.call, webhookId: webhook.id, deliveryId: id };
    await expect(redeliver(exchange.context, again)).rejects.toMatchObject({ code: 'webhook-disabled' });
    await engine.stop();
    const settings = exchange.settingsOf({ url: receiver.url });
    const enabled = await changeWebhook(exchange.context, { ...exchange.call, id: webhook.id, settings });
    expect(enabled).toMatchObject({ isEnabled: true, disabledAt: null, disabledReason: null });
    expect(await redeliver(exchange.context, again)).toMatchObject({ id, state: 'waiting' });
  });

  test('fail for good after three days without any success: the webhook is disabled and says why', async () => {
    const { webhook } = await exchange.create();
    const post = scripted([{ status: 500, error: 'It answered 500.' }]);
    const giveUp = async (at: number) => {
      time = at;
      const id = await pingOf(webhook.id);
      const engine = exchange.start({ now, post }, { retryDelayMs: () => 0 });
      await untilState(id, 'failed');
      await engine.stop();
    };
    const startedAt = time;
    await giveUp(startedAt);
    await giveUp(startedAt + 3 * DAY_MS - 1);
    expect(await read(webhook.id)).toMatchObject({
      isEnabled: true,
      failingSince: new Date(startedAt).toISOString(),
    });
    await giveUp(startedAt + 3 * DAY_MS);
    expect(await read(webhook.id)).toMatchObject({
      isEnabled: false,
      disabledReason: expect.stringContaining('The last attempt: It answered 500.'),
    });
  });

  test('do not end a webhook by the first attempt that fails after a long silence', async () => {
    const { webhook } = await exchange.create();
    const post = scripted([{ error: 'no' }]);
    await pingOf(webhook.id);
    exchange.start({ now, post }, { retryDelayMs: (attempts) => (attempts === 1 ? 0 : DAY_MS) });
    await vi.waitFor(() => expect(post.sent).toHaveLength(2), UNTIL);
    time += 10 * DAY_MS;
    await pingOf(webhook.id);
    await vi.waitFor(() => expect(post.sent).toHaveLength(4), UNTIL);
    await vi.waitFor(
      async () => expect((await exchange.deliveries(webhook))[0]?.attempts).toHaveLength(2),
      UNTIL,
    );
    expect((await read(webhook.id)).isEnabled).toBe(true);
  });

  test('are not sent to a webhook that is disabled meanwhile, and say so; a ping is', async () => {
    const receiver = await receive();
    const { webhook } = await exchange.create({ url: receiver.url });
    await exchange.desk.publish(await exchange.desk.create({ title: 'One', slug: 'one' }));
    const settings = exchange.settingsOf({ url: receiver.url, isEnabled: false });
    await changeWebhook(exchange.context, { ...exchange.call, id: webhook.id, settings });
    const ping = await pingOf(webhook.id);
    exchange.start();
    await untilState(ping, 'delivered');
    const [, published] = await exchange.deliveries(webhook);
    await untilState(published?.id ?? '', 'failed');
    expect((await exchange.delivery(published?.id ?? ''))?.attempts).toMatchObject([
      { status: null, error: expect.stringContaining('disabled') },
    ]);
    expect(receiver.received.map(({ headers }) => headers['stillpress-event'])).toEqual(['ping']);
    expect((await jobs()).map(({ state }) => state)).toEqual(['done', 'done']);
  });

  test('are forgotten with their webhook, whether they wait or are under way', async () => {
    const { webhook } = await exchange.create();
    await pingOf(webhook.id);
    const under = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const post: Post = async () => {
      under.resolve();
      await over.promise;
      return { status: null, durationMs: 1, answer: null, error: 'no' };
    };
    exchange.start({ post }, { concurrency: 1, retryDelayMs: () => 0 });
    await under.promise;
    await pingOf(webhook.id);
    await deleteWebhook(exchange.context, { ...exchange.call, id: webhook.id });
    over.resolve();
    await vi.waitFor(async () => {
      expect((await jobs()).map(({ state }) => state)).toEqual(['done', 'done']);
    }, UNTIL);
    expect(await exchange.desk.count('webhook_attempt')).toBe(0);
  });

  test('are sent again when somebody asks for it, as the same one: at once if they wait', async () => {
    const { webhook } = await exchange.create();
    const id = await pingOf(webhook.id);
    const post = scripted([
      { error: 'no' },
      { status: 200, error: null },
      { status: 500, error: 'It answered 500.' },
    ]);
    const engine = exchange.start({ post }, { retryDelayMs: () => HOUR_MS });
    // What is being sent just now would not be sent again.
    await vi.waitFor(async () => {
      expect((await exchange.delivery(id))?.attempts).toHaveLength(1);
      expect(await jobs()).toMatchObject([{ state: 'waiting' }]);
    }, UNTIL);
    const again = { ...exchange.call, webhookId: webhook.id, deliveryId: id };
    expect(await redeliver(exchange.context, again)).toMatchObject({ id, state: 'waiting' });
    await untilState(id, 'delivered');
    expect(await jobs()).toHaveLength(1);
    // And what has been delivered, once more; that it was stays known.
    await redeliver(exchange.context, again);
    await vi.waitFor(() => expect(post.sent).toEqual([id, id, id]), UNTIL);
    await engine.stop();
    expect(await exchange.delivery(id)).toMatchObject({ deliveredAt: expect.any(String) });
    const unknown = { ...again, deliveryId: webhook.id };
    await expect(redeliver(exchange.context, unknown)).rejects.toMatchObject({ code: 'delivery-not-found' });
    const other = await exchange.create();
    await expect(
      redeliver(exchange.context, { ...again, webhookId: other.webhook.id }),
    ).rejects.toMatchObject({
      code: 'delivery-not-found',
    });
  });

  test('that are being sent just now are not sent a second time', async () => {
    const { webhook } = await exchange.create();
    const id = await pingOf(webhook.id);
    const over = Promise.withResolvers<void>();
    let sent = 0;
    const post: Post = async () => {
      sent++;
      await over.promise;
      return { status: 200, durationMs: 1, answer: '', error: null };
    };
    exchange.start({ post });
    await vi.waitFor(() => expect(sent).toBe(1), UNTIL);
    const again = { ...exchange.call, webhookId: webhook.id, deliveryId: id };
    expect(await redeliver(exchange.context, again)).toMatchObject({ id, state: 'waiting' });
    over.resolve();
    await untilState(id, 'delivered');
    expect(await jobs()).toHaveLength(1);
  });

  test('that the end of a process breaks off are sent by the next one, and it does not count', async () => {
    const slow = await receive({ answer: () => {} });
    const { webhook } = await exchange.create({ url: slow.url });
    const id = await pingOf(webhook.id);
    const engine = exchange.start({}, { drainMs: 50 });
    await vi.waitFor(() => expect(slow.received).toHaveLength(1), UNTIL);
    await engine.stop();
    expect(await exchange.delivery(id)).toMatchObject({ state: 'waiting', attempts: [] });
    expect((await read(webhook.id)).failingSince).toBeNull();
    expect((await jobs())[0]).toMatchObject({ attempts: 0 });
    exchange.start({ post: scripted([{ status: 200, error: null }]) });
    await untilState(id, 'delivered');
  });

  test('are listed by state, a page at a time', async () => {
    const { webhook } = await exchange.create();
    const other = await exchange.create();
    await pingOf(other.webhook.id);
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push(await pingOf(webhook.id));
    const list = (request: { state?: 'waiting' | 'failed'; cursor?: string; limit?: number }) =>
      listDeliveries(exchange.context, { ...exchange.call, id: webhook.id, ...request });
    const first = await list({ limit: 2 });
    const second = await list({ limit: 3, ...(first.nextCursor !== null && { cursor: first.nextCursor }) });
    const found = [...first.deliveries, ...second.deliveries].map(({ id }) => id);
    expect(found).toEqual(ids.toReversed());
    expect(second.nextCursor).toBeNull();
    expect((await list({ state: 'waiting' })).deliveries).toHaveLength(5);
    expect((await list({ state: 'failed' })).deliveries).toEqual([]);
  });

  test('are removed with their attempts once they are old', async () => {
    const { webhook } = await exchange.create();
    const id = await pingOf(webhook.id);
    exchange.start({ post: scripted([{ status: 200, error: null }]) });
    await untilState(id, 'delivered');
    const createdAt = (await exchange.delivery(id))?.createdAt ?? '';
    expect(await exchange.database.write((tx) => pruneDeliveries(tx, { createdBefore: createdAt }))).toBe(0);
    const later = new Date(Date.parse(createdAt) + 1).toISOString();
    expect(await exchange.database.write((tx) => pruneDeliveries(tx, { createdBefore: later }))).toBe(1);
    expect(await exchange.desk.count('webhook_attempt')).toBe(0);
  });
});
