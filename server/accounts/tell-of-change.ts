import type { Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { AccountChange } from './account-mail.ts';
import type { Mailing } from './mailing.ts';
import type { Client } from './open-session.ts';

export type ToldChange = {
  what: AccountChange['what'];
  /** Where the user was reached before. */
  to: string;
  client: Client;
  mailing: Mailing;
  now: Date;
  correlationId: string | null;
};

/** Whoever has the account hears of what a thief would do first, where the thief cannot keep it from them. */
export async function tellOfChange(tx: Transaction<Tables>, change: ToldChange): Promise<void> {
  const { client, correlationId, mailing, now, to, what } = change;
  const at = now.toISOString();
  const message = { to, locale: mailing.locale, now: at, correlationId };
  await mailing.mail.sendAccountChange(tx, { ...message, what, at, address: client.address });
}
