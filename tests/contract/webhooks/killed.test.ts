import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startChild, type Child } from '../../support/child-process.ts';
import { DIALECTS } from '../../support/databases.ts';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { openExchange, type Exchange } from './webhooks-fixture.ts';

const UNTIL = { timeout: 30_000, interval: 20 };
const TIMEOUT_MS = 90_000;

describe.each(DIALECTS)('processes that are killed, on %s', (dialect) => {
  let exchange: Exchange;
  let receiver: WebhookReceiver;
  let isSilent: boolean;
  let children: Child[];
  beforeEach(async () => {
    exchange = await openExchange(dialect);
    isSilent = false;
    children = [];
    receiver = await startReceiver({
      answer: (_, response) => {
        if (!isSilent) response.writeHead(204).end();
      },
    });
  });
  afterEach(async () => {
    for (const child of children) child.process.kill('SIGKILL');
    await exchange.close();
    await receiver.close();
  });

  const start = (file: string, more: Record<string, string> = {}): Child => {
    const { dataDir, databaseUrl } = exchange.desk.test;
    const order = JSON.stringify({ dataDir, databaseUrl, ...more });
    const child = startChild(join(import.meta.dirname, file), [order]);
    children.push(child);
    return child;
  };
  const ids = () => receiver.received.map(({ headers }) => headers['stillpress-delivery']);

  test(
    'between the commit and the sending lose nothing: what was published is told by the next one',
    { timeout: TIMEOUT_MS },
    async () => {
      const { webhook } = await exchange.create({ url: receiver.url });
      const { draft, id: entryId } = await exchange.desk.create({ title: 'One', slug: 'one' });
      const publisher = start('publish-and-die-child.ts', { entryId, versionId: draft.versionId });
      await publisher.ended;
      expect((await exchange.desk.logHead()).seq).toBe(1);
      const [delivery] = await exchange.deliveries(webhook);
      expect(delivery).toMatchObject({ state: 'waiting', attempts: [] });
      expect(receiver.received).toEqual([]);
      start('deliver-child.ts');
      await vi.waitFor(() => expect(ids()).toEqual([delivery?.id]), UNTIL);
    },
  );

  test(
    'in the middle of the sending are followed by another one, which sends it once more under the same id',
    { timeout: TIMEOUT_MS },
    async () => {
      isSilent = true;
      const { webhook } = await exchange.create({ url: receiver.url });
      await exchange.desk.publish(await exchange.desk.create({ title: 'One', slug: 'one' }));
      const first = start('deliver-child.ts');
      await vi.waitFor(() => expect(receiver.received).toHaveLength(1), UNTIL);
      await kill(first);
      isSilent = false;
      start('deliver-child.ts');
      await vi.waitFor(async () => {
        expect((await exchange.deliveries(webhook))[0]).toMatchObject({ state: 'delivered' });
      }, UNTIL);
      const [delivery] = await exchange.deliveries(webhook);
      expect(ids()).toEqual([delivery?.id, delivery?.id]);
      expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    },
  );

  test('time and again lose none of many, and each comes under one id', { timeout: TIMEOUT_MS }, async () => {
    const { webhook } = await exchange.create({ url: receiver.url });
    for (let count = 0; count < 12; count++)
      await exchange.desk.publish(await exchange.desk.create({ title: `P ${count}`, slug: `p-${count}` }));
    for (let life = 0; life < 3; life++) {
      const child = start('deliver-child.ts');
      const before = receiver.received.length;
      await untilReceived(receiver, before);
      await sleep(Math.random() * 5);
      await kill(child);
    }
    start('deliver-child.ts');
    await vi.waitFor(async () => {
      const states = (await exchange.deliveries(webhook)).map(({ state }) => state);
      expect(states).toEqual(Array.from({ length: 12 }, () => 'delivered'));
    }, UNTIL);
    const expected = (await exchange.deliveries(webhook)).map(({ id }) => id);
    expect(new Set(ids())).toEqual(new Set(expected));
  });
});

async function kill(child: Child): Promise<void> {
  child.process.kill('SIGKILL');
  await child.ended;
}

/** The next one, or none for a while. */
async function untilReceived({ received }: WebhookReceiver, before: number): Promise<void> {
  for (let waited = 0; received.length <= before && waited < 3_000; waited++) await sleep(1);
}
