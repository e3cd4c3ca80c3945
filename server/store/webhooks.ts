import type { Kysely } from 'kysely';
import type { WebhookEvent } from '../../model/api/webhook.ts';
import { decodeList, encodeList } from './json.ts';
import { lockDecision } from './locks.ts';
import type { Tables } from './tables.ts';

export type WebhookSettings = {
  name: string;
  url: string;
  events: readonly WebhookEvent[];
  /** Of entries, those of these collections alone; an empty list: of all. */
  collections: readonly string[];
  locales: readonly string[];
  isEnabled: boolean;
};

/** Without its secrets: whoever signs reads them, and nobody else. */
export type StoredWebhook = WebhookSettings & {
  id: string;
  /** When and why the program itself has disabled it. */
  disabledAt: string | null;
  disabledReason: string | null;
  /** The first attempt that failed since the last one that succeeded. */
  failingSince: string | null;
  previousSecretUntil: string | null;
  createdAt: string;
  createdBy: string | null;
  updatedAt: string;
};

/** Changes of webhooks are decided one at a time. */
export async function lockWebhooks(tx: Kysely<Tables>): Promise<void> {
  await lockDecision(tx, { name: 'webhooks' });
}

type NewWebhook = { id: string; secret: string; createdAt: string; createdBy: string | null };

export async function insertWebhook(
  tx: Kysely<Tables>,
  { createdAt, createdBy, id, secret, ...settings }: NewWebhook & WebhookSettings,
): Promise<void> {
  await tx
    .insertInto('webhook')
    .values({
      id,
      secret,
      ...columnsOf(settings),
      created_at: createdAt,
      created_by: createdBy,
      updated_at: createdAt,
    })
    .execute();
}

/** In the order in which they were made. */
export async function listWebhooks(tx: Kysely<Tables>): Promise<StoredWebhook[]> {
  return (await selectWebhooks(tx).orderBy('id').execute()).map(webhookOf);
}

export async function readWebhook(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredWebhook | null> {
  const row = await selectWebhooks(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : webhookOf(row);
}

export async function countWebhooks(tx: Kysely<Tables>): Promise<number> {
  const { webhooks } = await tx
    .selectFrom('webhook')
    .select(({ fn }) => fn.countAll().as('webhooks'))
    .executeTakeFirstOrThrow();
  return Number(webhooks);
}

/** Whoever changes it has looked after it: what the program found out about the receiver of before is forgotten. */
export async function updateWebhook(
  tx: Kysely<Tables>,
  { id, settings, updatedAt }: { id: string; settings: WebhookSettings; updatedAt: string },
): Promise<void> {
  await tx
    .updateTable('webhook')
    .set({
      ...columnsOf(settings),
      disabled_at: null,
      disabled_reason: null,
      failing_since: null,
      updated_at: updatedAt,
    })
    .where('id', '=', id)
    .execute();
}

/** With its deliveries. */
export async function deleteWebhook(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  await tx.deleteFrom('webhook').where('id', '=', id).execute();
}

type Rotation = { id: string; secret: string; previousUntil: string; updatedAt: string };

/** The secret of now goes on signing until `previousUntil`; the one before it ends at once. */
export async function rotateSecret(
  tx: Kysely<Tables>,
  { id, previousUntil, secret, updatedAt }: Rotation,
): Promise<void> {
  await tx
    .updateTable('webhook')
    .set((expression) => ({
      previous_secret: expression.ref('secret'),
      previous_secret_until: previousUntil,
      secret,
      updated_at: updatedAt,
    }))
    .where('id', '=', id)
    .execute();
}

export async function markFailing(
  tx: Kysely<Tables>,
  { id, now }: { id: string; now: string },
): Promise<{ failingSince: string }> {
  const { failingSince } = await tx
    .updateTable('webhook')
    .set((expression) => ({ failing_since: expression.fn.coalesce('failing_since', expression.val(now)) }))
    .where('id', '=', id)
    .returning('failing_since as failingSince')
    .executeTakeFirstOrThrow();
  return { failingSince: failingSince ?? now };
}

export async function markWorking(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  await tx
    .updateTable('webhook')
    .set({ failing_since: null })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .execute();
}

/** Whatever else is said of it stays, also that it is disabled. */
export async function setWebhookCollections(
  tx: Kysely<Tables>,
  { collections, id, updatedAt }: { id: string; collections: readonly string[]; updatedAt: string },
): Promise<void> {
  await tx
    .updateTable('webhook')
    .set({ collections: encodeList(collections), updated_at: updatedAt })
    .where('id', '=', id)
    .execute();
}

/** By the program itself. False if it was disabled already. */
export async function disableWebhook(
  tx: Kysely<Tables>,
  { id, now, reason }: { id: string; now: string; reason: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook')
    .set({ is_enabled: 0, disabled_at: now, disabled_reason: reason, updated_at: now })
    .where('id', '=', id)
    .where('is_enabled', '=', 1)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function columnsOf({ collections, events, isEnabled, locales, name, url }: WebhookSettings) {
  return {
    name,
    url,
    events: encodeList(events),
    collections: encodeList(collections),
    locales: encodeList(locales),
    is_enabled: isEnabled ? (1 as const) : (0 as const),
  };
}

function selectWebhooks(tx: Kysely<Tables>) {
  return tx
    .selectFrom('webhook')
    .select([
      'id',
      'name',
      'url',
      'events',
      'collections',
      'locales',
      'is_enabled',
      'disabled_at as disabledAt',
      'disabled_reason as disabledReason',
      'failing_since as failingSince',
      'previous_secret_until as previousSecretUntil',
      'created_at as createdAt',
      'created_by as createdBy',
      'updated_at as updatedAt',
    ]);
}

type WebhookRow = Awaited<ReturnType<ReturnType<typeof selectWebhooks>['executeTakeFirstOrThrow']>>;

function webhookOf({
  collections,
  events,
  is_enabled: isEnabled,
  locales,
  ...webhook
}: WebhookRow): StoredWebhook {
  return {
    ...webhook,
    // As they were checked when they were written.
    events: decodeList(events) as WebhookEvent[],
    collections: decodeList(collections),
    locales: decodeList(locales),
    isEnabled: isEnabled === 1,
  };
}
