import type { Kysely } from 'kysely';
import { PING } from '../../model/api/webhook.ts';
import { encodePath } from '../../model/public-path.ts';
import type { Config } from '../config.ts';
import { handleJob } from '../jobs/job-engine.ts';
import type { JobContext, JobHandler, JobRecording } from '../jobs/job-engine.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { insertAttempt, markDelivered, readDeliveryToSend } from '../store/webhook-deliveries.ts';
import type { DeliveryToSend } from '../store/webhook-deliveries.ts';
import { DELIVER_WEBHOOK } from '../store/webhook-job.ts';
import { disableWebhook, markFailing, markWorking } from '../store/webhooks.ts';
import { createPost } from './post.ts';
import type { Outcome, Post } from './post.ts';
import { createReach } from '../outgoing/reach.ts';
import { signBody } from './sign.ts';

/** A receiver that has taken nothing for so long, and once more was tried for a whole day, is nobody's any more. */
const DISABLED_AFTER_MS = 3 * 24 * 60 * 60_000;
/** The receiver is not there any more, and says so. */
const GONE = 410;

export type DeliveringParts = {
  config: Pick<Config, 'siteUrl' | 'webhookAllowHosts'>;
  database: Database;
  now?: () => Date;
  post?: Post;
};

/** Sends what receivers are to be told, and writes down each attempt. */
export function deliverWebhooks({
  config,
  database,
  now = () => new Date(),
  post = createPost({ mayReach: createReach(config.webhookAllowHosts) }),
}: DeliveringParts): JobHandler {
  return handleJob(DELIVER_WEBHOOK, async ({ deliveryId }, context): Promise<JobRecording> => {
    const delivery = await readDeliveryToSend(database.db, { id: deliveryId });
    if (delivery === null) return;
    const at = now();
    if (!delivery.isEnabled && delivery.event !== PING) return notSent(delivery, at);
    const body = JSON.stringify(bodyOf(delivery, config));
    const headers = headersOf(delivery, { at, body });
    const outcome = await post({ url: delivery.url, headers, body, signal: context.signal });
    if (outcome.error === null) return delivered(delivery, { at, outcome });
    if (outcome.status === GONE) return gone(delivery, { at, outcome });
    await database.write(async (tx) => failed(tx, { at, context, delivery, outcome }));
    throw new Error(outcome.error);
  });
}

function bodyOf({ createdAt, data, event, id }: DeliveryToSend, { siteUrl }: Pick<Config, 'siteUrl'>) {
  const path = data['path'];
  const url = typeof path === 'string' ? { url: siteUrl + encodePath(path) } : {};
  return { id, event, at: createdAt, site: siteUrl, data: { ...data, ...url } };
}

type Signed = { at: Date; body: string };

function headersOf(delivery: DeliveryToSend, { at, body }: Signed): Record<string, string> {
  const { previousSecret, previousSecretUntil, secret } = delivery;
  const isPreviousValid = previousSecretUntil !== null && previousSecretUntil > at.toISOString();
  const secrets = previousSecret !== null && isPreviousValid ? [secret, previousSecret] : [secret];
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Stillpress-Webhooks',
    'Stillpress-Event': delivery.event,
    'Stillpress-Delivery': delivery.id,
    'Stillpress-Signature': signBody({ at, body, secrets }),
  };
}

type Attempted = { at: Date; outcome: Outcome };

function delivered({ id, webhookId }: DeliveryToSend, { at, outcome }: Attempted): JobRecording {
  return async (tx) => {
    const isThere = await insertAttempt(tx, { deliveryId: id, at: at.toISOString(), ...outcome });
    if (!isThere) return;
    await markDelivered(tx, { id, at: at.toISOString() });
    await markWorking(tx, { id: webhookId });
  };
}

function gone({ id, webhookId }: DeliveryToSend, { at, outcome }: Attempted): JobRecording {
  return async (tx) => {
    const isThere = await insertAttempt(tx, { deliveryId: id, at: at.toISOString(), ...outcome });
    if (isThere)
      await disable(tx, { id: webhookId, at, reason: 'The receiver answered 410: it wants no more.' });
  };
}

function notSent({ id }: DeliveryToSend, at: Date): JobRecording {
  const error = 'It was not sent: the webhook is disabled. Enable it, and have it sent again.';
  const outcome = { status: null, durationMs: 0, answer: null, error };
  return async (tx) => {
    await insertAttempt(tx, { deliveryId: id, at: at.toISOString(), ...outcome });
  };
}

type Failed = Attempted & { delivery: DeliveryToSend; context: JobContext };

async function failed(tx: Kysely<Tables>, { at, context, delivery, outcome }: Failed): Promise<void> {
  const { id, webhookId } = delivery;
  const isThere = await insertAttempt(tx, { deliveryId: id, at: at.toISOString(), ...outcome });
  if (!isThere) return;
  const { failingSince } = await markFailing(tx, { id: webhookId, now: at.toISOString() });
  const isLong = at.getTime() - Date.parse(failingSince) >= DISABLED_AFTER_MS;
  if (!isLong || context.attempt < DELIVER_WEBHOOK.maxAttempts) return;
  const reason = `The receiver has taken nothing since ${failingSince}. The last attempt: ${outcome.error}`;
  await disable(tx, { id: webhookId, at, reason });
}

async function disable(
  tx: Kysely<Tables>,
  { at, id, reason }: { id: string; at: Date; reason: string },
): Promise<void> {
  if (!(await disableWebhook(tx, { id, now: at.toISOString(), reason }))) return;
  await appendAudit(tx, {
    at: at.toISOString(),
    actorId: null,
    action: 'webhook.disable',
    subject: `webhook:${id}`,
    correlationId: null,
    details: { reason },
  });
}
