import type { Kysely } from 'kysely';
import type { WebhookEvent } from '../../model/api/webhook.ts';
import { addJobs } from './add-job.ts';
import { compileOnce } from './compile-once.ts';
import { decodeList, encodeJson } from './json.ts';
import { newId } from './new-id.ts';
import type { Tables } from './tables.ts';
import { DELIVER_WEBHOOK } from './webhook-job.ts';
import type { WebhookDeliveryTable } from './webhook-tables.ts';

/** Something that happened, for those who want to know. */
export type HappenedEvent = {
  event: WebhookEvent;
  /** What webhooks may choose by; absent where it is about the whole site. */
  entry?: AboutEntry;
  /** Of one event about several entries: whoever has chosen any of them is told. */
  entries?: readonly AboutEntry[];
  data: Readonly<Record<string, unknown>>;
};

type AboutEntry = { id: string; collection: string; locale: string };

export type Subscriber = {
  id: string;
  events: readonly string[];
  collections: readonly string[];
  locales: readonly string[];
};

/** Whoever wants to know of any of these. Ask first: mostly there is nobody, and then nothing has to be gathered. */
export async function listSubscribers(
  tx: Kysely<Tables>,
  events: readonly WebhookEvent[],
): Promise<Subscriber[]> {
  const { rows } = await selectEnabled(tx, {});
  return rows
    .map(({ id, ...lists }) => ({
      id,
      events: decodeList(lists.events),
      collections: decodeList(lists.collections),
      locales: decodeList(lists.locales),
    }))
    .filter((subscriber) => events.some((event) => subscriber.events.includes(event)));
}

const selectEnabled = compileOnce((db) =>
  db
    .selectFrom('webhook')
    .select(['id', 'events', 'collections', 'locales'])
    .where('is_enabled', '=', 1)
    .orderBy('id'),
);

export type Telling = {
  happened: readonly HappenedEvent[];
  now: string;
  correlationId: string | null;
};

/** In the transaction that makes it true: receivers are told if and only if it commits. */
export async function tellSubscribers(
  tx: Kysely<Tables>,
  subscribers: readonly Subscriber[],
  { correlationId, happened, now }: Telling,
): Promise<void> {
  const deliveries = happened.flatMap((event) =>
    subscribers.filter((subscriber) => isWanted(subscriber, event)).map(({ id }) => newDelivery(id, event)),
  );
  await addDeliveries(tx, { deliveries, now, correlationId });
}

function isWanted(
  { collections, events, locales }: Subscriber,
  { entry, entries = entry && [entry], event }: HappenedEvent,
): boolean {
  if (!events.includes(event)) return false;
  if (entries === undefined) return true;
  return entries.some(
    ({ collection, locale }) => isChosen(collections, collection) && isChosen(locales, locale),
  );
}

function isChosen(chosen: readonly string[], value: string): boolean {
  return chosen.length === 0 || chosen.includes(value);
}

export type NewDelivery = Pick<WebhookDeliveryTable, 'event' | 'id'> & {
  webhookId: string;
  entryId: string | null;
  data: Readonly<Record<string, unknown>>;
};

function newDelivery(webhookId: string, { data, entry, event }: HappenedEvent): NewDelivery {
  return { id: newId(), webhookId, event, entryId: entry?.id ?? null, data };
}

/** SQLite takes 32,766 parameters in a statement; a delivery has eight. */
const DELIVERIES_PER_INSERT = 1_000;

/** Each with the job that sends it. */
export async function addDeliveries(
  tx: Kysely<Tables>,
  {
    correlationId,
    deliveries,
    now,
  }: { deliveries: readonly NewDelivery[]; now: string; correlationId: string | null },
): Promise<void> {
  const payloads = deliveries.map(({ id }) => ({ deliveryId: id }));
  const jobIds = await addJobs(tx, DELIVER_WEBHOOK, { payloads, now, correlationId });
  const rows = deliveries.map(({ data, entryId, event, id, webhookId }, index) => ({
    id,
    webhook_id: webhookId,
    event,
    entry_id: entryId,
    data: encodeJson(data),
    job_id: jobIds[index] ?? '',
    created_at: now,
    delivered_at: null,
  }));
  for (let start = 0; start < rows.length; start += DELIVERIES_PER_INSERT) {
    await tx
      .insertInto('webhook_delivery')
      .values(rows.slice(start, start + DELIVERIES_PER_INSERT))
      .execute();
  }
}
