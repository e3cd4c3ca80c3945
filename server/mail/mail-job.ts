import { z } from 'zod';
import type { JobKind } from '../store/add-job.ts';

const locale = z.enum(['en', 'de']);
const link = z.url({ protocol: /^https?$/ });
const message = z.object({ to: z.email(), locale });

/** What is written down of a message: it is worded when it is sent. */
export const mailSchema = z.discriminatedUnion('template', [
  message.extend({
    template: z.literal('invite'),
    link,
    expiresAt: z.iso.datetime(),
    invitedBy: z.string().nullable(),
  }),
  message.extend({ template: z.literal('reset'), link, expiresAt: z.iso.datetime() }),
  message.extend({
    template: z.literal('new-sign-in'),
    at: z.iso.datetime(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
  message.extend({
    template: z.literal('account-change'),
    what: z.enum([
      'email',
      'password',
      'totp-added',
      'totp-removed',
      'passkey-added',
      'passkey-removed',
      'recovery-codes',
      'second-factors-reset',
      'second-factors-reset-by-operator',
    ]),
    at: z.iso.datetime(),
    address: z.string().nullable(),
  }),
]);

export type Mail = z.output<typeof mailSchema>;

/** With retries that wait longer each time, a server may be away for some hours. */
export const SEND_MAIL: JobKind<Mail> = {
  name: 'mail.send',
  payload: mailSchema,
  maxAttempts: 14,
  // Somebody looks at an inbox and waits.
  priority: 10,
  timeoutMs: 90_000,
  // A link that signs people in.
  isForgotten: true,
};
