import {
  deliveryListSchema,
  deliverySchema,
  webhookListSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '../../../model/api/webhook.ts';
import { changeWebhook } from '../../webhooks/change-webhook.ts';
import { createWebhook } from '../../webhooks/create-webhook.ts';
import { deleteWebhook } from '../../webhooks/delete-webhook.ts';
import { listDeliveries } from '../../webhooks/list-deliveries.ts';
import { listWebhooks } from '../../webhooks/list-webhooks.ts';
import { createReach } from '../../outgoing/reach.ts';
import { readWebhook } from '../../webhooks/read-webhook.ts';
import { redeliver } from '../../webhooks/redeliver.ts';
import { rotateWebhookSecret } from '../../webhooks/rotate-webhook-secret.ts';
import { sendPing } from '../../webhooks/send-ping.ts';
import type { WebhookContext } from '../../webhooks/webhook-context.ts';
import type { ApiServices } from '../api-deps.ts';
import { callerOf } from '../caller.ts';
import { noInput, sessionRoute, type Route } from '../route.ts';
import { presentDelivery, presentWebhook } from './present.ts';
import {
  changeWebhookInput,
  createWebhookInput,
  listDeliveriesInput,
  redeliverInput,
  webhookInput,
} from './schema.ts';

const PATH = '/api/v1/webhooks';
const TAG = 'Webhooks';

const asked = {
  status: 202,
  description: 'Whoever does the jobs sends it within a moment. The list of deliveries says what came of it.',
  schema: deliverySchema,
} as const;

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listWebhooks',
  tag: TAG,
  summary: 'List webhooks',
  input: noInput,
  success: { status: 200, description: 'All of them, the oldest first.', schema: webhookListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session }) => {
    const webhooks = await listWebhooks(deps, callerOf(ctx, session));
    return { body: { webhooks: webhooks.map(presentWebhook) } };
  },
});

const create = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'createWebhook',
  tag: TAG,
  summary: 'Tell another program what happens here',
  description:
    'From now on, each of the events is sent to the address, signed with the secret of the answer, which is shown this once.',
  input: createWebhookInput,
  success: {
    status: 201,
    description: 'The webhook and its secret.',
    schema: webhookWithSecretSchema,
    headers: ['Location'],
  },
  errors: ['not-allowed', 'too-many-webhooks'],
  handle: async ({ ctx, deps, session, input }) => {
    const order = { ...callerOf(ctx, session), settings: input.body };
    const { secret, webhook } = await createWebhook(contextOf(deps), order);
    return {
      body: { webhook: presentWebhook(webhook), secret },
      location: `${PATH}/${webhook.id}`,
      isSecret: true,
    };
  },
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id`,
  operationId: 'readWebhook',
  tag: TAG,
  summary: 'Read a webhook',
  input: webhookInput,
  success: { status: 200, description: 'The webhook, without its secret.', schema: webhookSchema },
  errors: ['not-allowed', 'webhook-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const webhook = await readWebhook(contextOf(deps), { ...callerOf(ctx, session), ...input.params });
    return { body: presentWebhook(webhook) };
  },
});

const change = sessionRoute({
  method: 'PUT',
  path: `${PATH}/:id`,
  operationId: 'changeWebhook',
  tag: TAG,
  summary: 'Change a webhook',
  description: 'All of its settings at once. The secret stays.',
  input: changeWebhookInput,
  success: { status: 200, description: 'The webhook as it is now.', schema: webhookSchema },
  errors: ['not-allowed', 'webhook-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const order = { ...callerOf(ctx, session), ...input.params, settings: input.body };
    return { body: presentWebhook(await changeWebhook(contextOf(deps), order)) };
  },
});

const remove = sessionRoute({
  method: 'DELETE',
  path: `${PATH}/:id`,
  operationId: 'deleteWebhook',
  tag: TAG,
  summary: 'Delete a webhook with its deliveries',
  description: 'What has not been sent yet never is.',
  input: webhookInput,
  success: { status: 204, description: 'It is gone.' },
  errors: ['not-allowed', 'webhook-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    await deleteWebhook(contextOf(deps), { ...callerOf(ctx, session), ...input.params });
    return {};
  },
});

const rotate = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/rotate-secret`,
  operationId: 'rotateWebhookSecret',
  tag: TAG,
  summary: 'Give a webhook another secret',
  description:
    'For a day, deliveries are signed with both, so that the receiver can change over. Rotated again within it, the older one ends at once.',
  input: webhookInput,
  success: {
    status: 200,
    description: 'The webhook and its new secret, which is shown this once.',
    schema: webhookWithSecretSchema,
  },
  errors: ['not-allowed', 'webhook-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const order = { ...callerOf(ctx, session), ...input.params };
    const { secret, webhook } = await rotateWebhookSecret(contextOf(deps), order);
    return { body: { webhook: presentWebhook(webhook), secret }, isSecret: true };
  },
});

const test = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/test`,
  operationId: 'testWebhook',
  tag: TAG,
  summary: 'Send a ping',
  description: 'Whatever the webhook wants to know, and also while it is disabled.',
  input: webhookInput,
  success: asked,
  errors: ['not-allowed', 'webhook-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const order = { ...callerOf(ctx, session), ...input.params };
    return { body: presentDelivery(await sendPing(contextOf(deps), order)) };
  },
});

const deliveries = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id/deliveries`,
  operationId: 'listWebhookDeliveries',
  tag: TAG,
  summary: 'What was sent, and what was answered',
  description: 'The newest first, of the last 30 days, each with all its attempts.',
  input: listDeliveriesInput,
  success: { status: 200, description: 'A page of the list.', schema: deliveryListSchema },
  errors: ['not-allowed', 'webhook-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const order = { ...callerOf(ctx, session), ...input.params, ...input.query };
    const page = await listDeliveries(contextOf(deps), order);
    return { body: { ...page, deliveries: page.deliveries.map(presentDelivery) } };
  },
});

const sendAgain = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/deliveries/:deliveryId/redeliver`,
  operationId: 'redeliverWebhook',
  tag: TAG,
  summary: 'Send a delivery again',
  description:
    'Under the same id. One that waits for its next attempt is sent at once, any other has all its attempts again.',
  input: redeliverInput,
  success: asked,
  errors: ['delivery-not-found', 'job-busy', 'not-allowed', 'webhook-disabled', 'webhook-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const { deliveryId, id: webhookId } = input.params;
    const order = { ...callerOf(ctx, session), deliveryId, webhookId };
    return { body: presentDelivery(await redeliver(contextOf(deps), order)) };
  },
});

export const webhookRoutes: readonly Route[] = [
  list,
  create,
  read,
  change,
  remove,
  rotate,
  test,
  deliveries,
  sendAgain,
];

function contextOf({ authoring, config, database, model }: ApiServices): WebhookContext {
  return { database, model, now: authoring.now, mayReach: createReach(config.webhookAllowHosts) };
}
