import type { Kysely } from 'kysely';
import { countOpenLinks, insertAccountLink } from '../store/account-links.ts';
import type { Tables } from '../store/tables.ts';
import { findUserByEmail } from '../store/users.ts';
import { linkTo, type Mailing } from './mailing.ts';
import { RESET_LIFETIME_MS, RESET_LINKS_MAX, RESET_PURPOSE } from './reset-link.ts';
import { createSecretToken } from './secret-token.ts';

export type ResetOrder = { email: string; mailing: Mailing; now: Date; correlationId: string | null };

/** Sends the link if there is an account that may sign in, and none too many are open. Part of the caller's transaction. */
export async function sendResetLink(tx: Kysely<Tables>, order: ResetOrder): Promise<void> {
  const { correlationId, email, mailing, now } = order;
  const at = now.toISOString();
  const user = await findUserByEmail(tx, { email });
  if (user === null || user.disabledAt !== null) return;
  const link = { purpose: RESET_PURPOSE, userId: user.id } as const;
  if ((await countOpenLinks(tx, { ...link, now: at })) >= RESET_LINKS_MAX) return;
  const { token, tokenHash } = createSecretToken();
  const expiresAt = new Date(now.getTime() + RESET_LIFETIME_MS).toISOString();
  await insertAccountLink(tx, { ...link, tokenHash, createdAt: at, expiresAt });
  await mailing.mail.sendReset(tx, {
    to: email,
    locale: mailing.locale,
    now: at,
    correlationId,
    link: linkTo(mailing, { page: 'reset', token }),
    expiresAt,
  });
}
