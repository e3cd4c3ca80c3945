import type { Kysely } from 'kysely';
import type { AccountMail } from '../accounts/account-mail.ts';
import { addJob } from '../store/add-job.ts';
import type { Tables } from '../store/tables.ts';
import { SEND_MAIL } from './mail-job.ts';
import type { Mail } from './mail-job.ts';

type Order = { now: string; correlationId: string | null };

/** By jobs: a message goes out if and only if what it tells of was committed. */
export function createAccountMail(): AccountMail {
  return {
    sendInvite: (tx, invite) => {
      const { expiresAt, invitedBy, link, locale, to } = invite;
      return send(tx, { template: 'invite', to, locale, link, expiresAt, invitedBy }, invite);
    },
    sendReset: (tx, reset) => {
      const { expiresAt, link, locale, to } = reset;
      return send(tx, { template: 'reset', to, locale, link, expiresAt }, reset);
    },
    sendNewSignIn: (tx, signIn) => {
      const { address, at, locale, to, userAgent } = signIn;
      return send(tx, { template: 'new-sign-in', to, locale, at, address, userAgent }, signIn);
    },
    sendAccountChange: (tx, change) => {
      const { address, at, locale, to, what } = change;
      return send(tx, { template: 'account-change', to, locale, what, at, address }, change);
    },
  };
}

async function send(tx: Kysely<Tables>, payload: Mail, { correlationId, now }: Order): Promise<void> {
  await addJob(tx, SEND_MAIL, { payload, now, correlationId });
}
