import { PING } from '../../model/api/webhook.ts';
import { requirePermission } from '../accounts/require-permission.ts';
import { AppError } from '../errors.ts';
import { addJob } from '../store/add-job.ts';
import { retryJob } from '../store/job-records.ts';
import { setJobOfDelivery } from '../store/webhook-deliveries.ts';
import type { StoredDelivery } from '../store/webhook-deliveries.ts';
import { DELIVER_WEBHOOK } from '../store/webhook-job.ts';
import { lockWebhooks } from '../store/webhooks.ts';
import { findDelivery, findWebhook } from './find-webhook.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

type RedeliverRequest = Call & {
  /** Of whichever webhook it is where none is named. */
  webhookId?: string;
  deliveryId: string;
};

/** Sends it once more, as the same delivery. One that waits for its next attempt goes at once; any other has all its attempts again. */
export async function redeliver(
  { database, now }: Pick<WebhookContext, 'database' | 'now'>,
  { actor, correlationId, deliveryId: id, ...of }: RedeliverRequest,
): Promise<StoredDelivery> {
  requirePermission(actor, 'webhook.manage', { kind: 'installation' });
  return await database.write(async (tx) => {
    await lockWebhooks(tx);
    if (of.webhookId !== undefined) await findWebhook(tx, { id: of.webhookId });
    const delivery = await findDelivery(tx, { id, ...of });
    const webhook = await findWebhook(tx, { id: delivery.webhookId });
    if (!webhook.isEnabled && delivery.event !== PING) throw disabled();
    // Somebody is sending it just now.
    if (delivery.job.isRunning) return delivery;
    const at = now().toISOString();
    if (delivery.state === 'waiting') await retryJob(tx, { id: delivery.job.id, now: at });
    else {
      const payload = { deliveryId: id };
      const jobId = await addJob(tx, DELIVER_WEBHOOK, { payload, now: at, correlationId });
      await setJobOfDelivery(tx, { id, jobId });
    }
    return await findDelivery(tx, { id });
  });
}

function disabled(): AppError {
  return new AppError(
    'webhook-disabled',
    'The webhook is disabled, so that nothing is sent to it but a ping. Enable it first.',
  );
}
