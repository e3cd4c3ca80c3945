import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DELIVERY_STATES } from '../../model/api/webhook.ts';
import { decodeJson } from './json.ts';
import { newId } from './new-id.ts';
import type { Tables } from './tables.ts';
import type { WebhookDeliveryTable } from './webhook-tables.ts';

export type DeliveryState = (typeof DELIVERY_STATES)[number];

export type WebhookAttempt = {
  at: string;
  status: number | null;
  durationMs: number;
  answer: string | null;
  error: string | null;
};

export type StoredDelivery = {
  id: string;
  webhookId: string;
  event: WebhookDeliveryTable['event'];
  state: DeliveryState;
  createdAt: string;
  deliveredAt: string | null;
  nextAttemptAt: string | null;
  data: Record<string, unknown>;
  attempts: WebhookAttempt[];
  /** The job that sends it, or did. */
  job: { id: string; isRunning: boolean };
};

type DeliveryFilter = {
  webhookId: string;
  state?: DeliveryState | undefined;
  /** The id of the last one of the page before. */
  before?: string | undefined;
  limit: number;
};

/** The newest first. */
export async function listDeliveries(
  tx: Kysely<Tables>,
  { before, limit, state, webhookId }: DeliveryFilter,
): Promise<StoredDelivery[]> {
  const rows = await selectDeliveries(tx)
    .where('delivery.webhook_id', '=', webhookId)
    .$if(state !== undefined, (query) => query.where(STATE, '=', state ?? 'failed'))
    .$if(before !== undefined, (query) => query.where('delivery.id', '<', before ?? ''))
    .orderBy('delivery.id', 'desc')
    .limit(limit)
    .execute();
  const ids = rows.map(({ id }) => id);
  const attempts = Map.groupBy(await selectAttempts(tx, ids), ({ deliveryId }) => deliveryId);
  return rows.map((row) => deliveryOf(row, attempts.get(row.id) ?? []));
}

export async function readDelivery(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<StoredDelivery | null> {
  const row = await selectDeliveries(tx).where('delivery.id', '=', id).executeTakeFirst();
  return row === undefined ? null : deliveryOf(row, await selectAttempts(tx, [id]));
}

/** The job says whether it is still tried: what `stillpress jobs` does to that holds here too. */
const STATE = sql<DeliveryState>`case
  when job.state in ('waiting', 'running') then 'waiting'
  when delivery.delivered_at is not null then 'delivered'
  else 'failed' end`;

function selectDeliveries(tx: Kysely<Tables>) {
  return tx
    .selectFrom('webhook_delivery as delivery')
    .leftJoin('job', 'job.id', 'delivery.job_id')
    .select([
      'delivery.id',
      'delivery.webhook_id as webhookId',
      'delivery.event',
      STATE.as('state'),
      'delivery.created_at as createdAt',
      'delivery.delivered_at as deliveredAt',
      'delivery.data',
      'delivery.job_id as jobId',
      'job.state as jobState',
      'job.run_at as runAt',
    ]);
}

type DeliveryRow = Awaited<ReturnType<ReturnType<typeof selectDeliveries>['executeTakeFirstOrThrow']>>;

function deliveryOf(
  { data, jobId, jobState, runAt, ...delivery }: DeliveryRow,
  attempts: readonly AttemptRow[],
): StoredDelivery {
  return {
    ...delivery,
    nextAttemptAt: jobState === 'waiting' ? runAt : null,
    data: decodeJson(data),
    attempts: attempts.map(attemptOf),
    job: { id: jobId, isRunning: jobState === 'running' },
  };
}

function attemptOf({ answer, at, durationMs, error, status }: AttemptRow): WebhookAttempt {
  return { at, status, durationMs, answer, error };
}

type AttemptRow = WebhookAttempt & { deliveryId: string };

async function selectAttempts(tx: Kysely<Tables>, deliveryIds: readonly string[]): Promise<AttemptRow[]> {
  if (deliveryIds.length === 0) return [];
  return await tx
    .selectFrom('webhook_attempt')
    .select(['delivery_id as deliveryId', 'at', 'status', 'duration_ms as durationMs', 'answer', 'error'])
    .where('delivery_id', 'in', deliveryIds)
    .orderBy('id')
    .execute();
}

/** What whoever sends it needs to know. */
export type DeliveryToSend = Pick<StoredDelivery, 'createdAt' | 'data' | 'event' | 'id' | 'webhookId'> & {
  url: string;
  isEnabled: boolean;
  secret: string;
  previousSecret: string | null;
  previousSecretUntil: string | null;
};

/** Null if it is not there any more: its webhook was deleted, or what it is about was taken down. */
export async function readDeliveryToSend(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<DeliveryToSend | null> {
  const row = await tx
    .selectFrom('webhook_delivery as delivery')
    .innerJoin('webhook', 'webhook.id', 'delivery.webhook_id')
    .select([
      'delivery.id',
      'delivery.webhook_id as webhookId',
      'delivery.event',
      'delivery.created_at as createdAt',
      'delivery.data',
      'webhook.url',
      'webhook.is_enabled',
      'webhook.secret',
      'webhook.previous_secret as previousSecret',
      'webhook.previous_secret_until as previousSecretUntil',
    ])
    .where('delivery.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { data, is_enabled: isEnabled, ...delivery } = row;
  return { ...delivery, data: decodeJson(data), isEnabled: isEnabled === 1 };
}

/** False if the delivery is not there any more: then nothing is written down. */
export async function insertAttempt(
  tx: Kysely<Tables>,
  { deliveryId, ...attempt }: WebhookAttempt & { deliveryId: string },
): Promise<boolean> {
  const delivery = await tx
    .selectFrom('webhook_delivery')
    .select('id')
    .where('id', '=', deliveryId)
    .executeTakeFirst();
  if (delivery === undefined) return false;
  const { answer, at, durationMs, error, status } = attempt;
  await tx
    .insertInto('webhook_attempt')
    .values({ id: newId(), delivery_id: deliveryId, at, status, duration_ms: durationMs, answer, error })
    .execute();
  return true;
}

export async function markDelivered(
  tx: Kysely<Tables>,
  { at, id }: { id: string; at: string },
): Promise<void> {
  await tx.updateTable('webhook_delivery').set({ delivered_at: at }).where('id', '=', id).execute();
}

export async function setJobOfDelivery(
  tx: Kysely<Tables>,
  { id, jobId }: { id: string; jobId: string },
): Promise<void> {
  await tx.updateTable('webhook_delivery').set({ job_id: jobId }).where('id', '=', id).execute();
}

/** What receivers were told of an entry, and what they answered, goes with the entry. */
export async function deleteDeliveriesAbout(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<void> {
  await tx.deleteFrom('webhook_delivery').where('entry_id', '=', entryId).execute();
}

/** With their attempts. Returns how many. */
export async function pruneDeliveries(
  tx: Kysely<Tables>,
  { createdBefore }: { createdBefore: string },
): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('webhook_delivery')
    .where('created_at', '<', createdBefore)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
