import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const moment = z.iso.datetime();

/** What a receiver can be told of. The names are in the database and in programs of others: they never change. */
export const WEBHOOK_EVENTS = [
  'entry.published',
  'entry.withdrawn',
  'release.done',
  'release.failed',
  'schedule.fired',
  'schedule.blocked',
] as const;

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Sent when somebody asks for it, whatever the webhook wants to know. */
export const PING = 'ping';

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;

const webhookSettings = {
  name: z.string().meta({ description: 'For people.', examples: ['Search index'] }),
  url: z.string().meta({
    description: 'Where to send it: https, or http. Redirects are not followed.',
    examples: ['https://hooks.example.org/stillpress'],
  }),
  events: z.array(z.enum(WEBHOOK_EVENTS)).meta({
    description:
      'entry.published, entry.withdrawn: it is in the publication log. release.done: visitors get it. release.failed: visitors do not get all that is published. schedule.fired: what was scheduled is in the publication log. schedule.blocked: what is scheduled cannot be published as things are.',
  }),
};

const collections = z.array(z.string());
const locales = z.array(z.string());

export const saveWebhookSchema = z
  .strictObject({
    ...webhookSettings,
    collections: collections.default([]).meta({
      description: 'Of entries and schedules, those of these collections alone; an empty list: of all.',
    }),
    locales: locales.default([]).meta({
      description: 'Of entries and schedules, those in these locales alone; an empty list: in all.',
    }),
    isEnabled: z.boolean().default(true),
  })
  .register(apiSchemas, { id: 'SaveWebhook' });

export const webhookSchema = z
  .object({
    id: z.uuid(),
    ...webhookSettings,
    collections,
    locales,
    isEnabled: z.boolean(),
    disabled: z
      .object({ at: moment, reason: z.string() })
      .nullable()
      .meta({ description: 'When and why Stillpress itself has disabled it; null if it has not.' }),
    failingSince: moment
      .nullable()
      .meta({ description: 'The first attempt that failed since the last one that succeeded.' }),
    previousSecretUntil: moment
      .nullable()
      .meta({ description: 'How long the secret from before the last rotation signs as well.' }),
    createdAt: moment,
    createdBy: z.uuid().nullable().meta({ description: 'null: the installation itself.' }),
    updatedAt: moment,
  })
  .register(apiSchemas, { id: 'Webhook' });

export const webhookListSchema = z
  .object({ webhooks: z.array(webhookSchema) })
  .register(apiSchemas, { id: 'WebhookList' });

export const webhookWithSecretSchema = z
  .object({
    webhook: webhookSchema,
    secret: z.string().meta({
      description: 'What deliveries are signed with. It is shown this once: keep it where the receiver is.',
    }),
  })
  .register(apiSchemas, { id: 'WebhookWithSecret' });

const attemptSchema = z
  .object({
    at: moment,
    status: z.int().nullable().meta({ description: 'What the receiver answered; null: nothing came.' }),
    durationMs: z.int(),
    answer: z.string().nullable().meta({ description: 'The first 1,000 characters of the answer, as text.' }),
    error: z.string().nullable().meta({ description: 'Why it does not count as delivered.' }),
  })
  .register(apiSchemas, { id: 'WebhookAttempt' });

export const deliverySchema = z
  .object({
    id: z.uuid().meta({ description: 'As `Stillpress-Delivery`; the same with each attempt.' }),
    event: z.enum([...WEBHOOK_EVENTS, PING]),
    state: z.enum(DELIVERY_STATES).meta({
      description: 'waiting: for an attempt. failed: it is tried no more, unless somebody asks for that.',
    }),
    createdAt: moment,
    deliveredAt: moment.nullable(),
    nextAttemptAt: moment.nullable().meta({ description: 'Of one that waits.' }),
    data: z.record(z.string(), z.unknown()).meta({ description: 'What happened, as it is kept.' }),
    attempts: z.array(attemptSchema).meta({ description: 'In their order.' }),
  })
  .register(apiSchemas, { id: 'WebhookDelivery' });

export const deliveryListSchema = z
  .object({
    deliveries: z.array(deliverySchema),
    nextCursor: z.uuid().nullable().meta({ description: '`cursor` of the next page.' }),
  })
  .register(apiSchemas, { id: 'WebhookDeliveryList' });
