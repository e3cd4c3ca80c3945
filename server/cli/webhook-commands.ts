import type { DeliveryState, StoredDelivery } from '../store/webhook-deliveries.ts';
import type { StoredWebhook } from '../store/webhooks.ts';
import { listDeliveries } from '../webhooks/list-deliveries.ts';
import { listWebhooks } from '../webhooks/list-webhooks.ts';
import { redeliver } from '../webhooks/redeliver.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { withInstallation } from './open-installation.ts';
import { table } from './table.ts';

export async function showWebhooks(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    const webhooks = await listWebhooks(context, call);
    if (json) return cli.print(JSON.stringify({ webhooks }, null, 2));
    if (webhooks.length === 0) return cli.print('There are no webhooks.');
    const head = ['webhook', 'name', 'url', 'events', 'state'];
    cli.print(table([head, ...webhooks.map(webhookRow)]));
  });
}

function webhookRow(webhook: StoredWebhook): string[] {
  return [webhook.id, webhook.name, webhook.url, webhook.events.join(','), stateOf(webhook)];
}

function stateOf({ disabledAt, disabledReason, failingSince, isEnabled }: StoredWebhook): string {
  if (disabledAt !== null) return `disabled since ${disabledAt}: ${disabledReason}`;
  if (!isEnabled) return 'disabled';
  return failingSince === null ? 'enabled' : `failing since ${failingSince}`;
}

type ListOrder = { id: string; state?: DeliveryState; limit: number; json: boolean };

export async function showDeliveries(cli: Cli, { json, ...order }: ListOrder): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    const { deliveries } = await listDeliveries(context, { ...call, ...order });
    if (json) return cli.print(JSON.stringify({ deliveries }, null, 2));
    if (deliveries.length === 0) return cli.print('There are no such deliveries.');
    const head = ['delivery', 'event', 'state', 'attempts', 'when', 'status', 'error'];
    cli.print(table([head, ...deliveries.map(deliveryRow)]));
  });
}

const MAX_ERROR_LENGTH = 80;

function deliveryRow({ attempts, createdAt, event, id, nextAttemptAt, state }: StoredDelivery): string[] {
  const last = attempts.at(-1);
  return [
    id,
    event,
    state,
    String(attempts.length),
    nextAttemptAt ?? last?.at ?? createdAt,
    last?.status?.toString() ?? '',
    (last?.error ?? '').slice(0, MAX_ERROR_LENGTH),
  ];
}

export async function sendAgain(cli: Cli, { id, json }: { id: string; json: boolean }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    const delivery = await redeliver(context, { ...call, deliveryId: id });
    if (json) return cli.print(JSON.stringify(delivery, null, 2));
    cli.print(`The delivery ${id} waits. A server or a worker sends it.`);
  });
}
