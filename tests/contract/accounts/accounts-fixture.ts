import { acceptOwnerLink } from '../../../server/accounts/accept-owner-link.ts';
import { createOwnerLink } from '../../../server/accounts/create-owner-link.ts';
import type { Entered } from '../../../server/accounts/enter.ts';
import type { SignedIn } from '../../../server/accounts/open-session.ts';
import { createPasswordGuard } from '../../../server/accounts/password-guard.ts';
import { signIn } from '../../../server/accounts/sign-in.ts';
import { createAccountMail } from '../../../server/mail/account-mail.ts';
import type { Database } from '../../../server/store/database.ts';

export const START = new Date('2026-03-01T09:00:00.000Z');
const PASSWORD = 'a good pass phrase';
export const OWNER = { email: 'ines@example.org', name: 'Ines Okafor', password: PASSWORD };
export const CLIENT = { address: '192.0.2.1', userAgent: 'Test/1.0' };

export const MAILING = {
  mail: createAccountMail(),
  locale: 'en',
  adminUrl: 'https://cms.example.org/admin',
  hasServer: true,
} as const;

/** The mails that wait to be sent, the oldest first. */
export async function waitingMails(database: Database): Promise<Record<string, unknown>[]> {
  const rows = await database.db
    .selectFrom('job')
    .select('payload')
    .where('kind', '=', 'mail.send')
    .orderBy('id')
    .execute();
  return rows.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
}

/** The token of the link in the mail that was written last. */
export async function mailedToken(database: Database): Promise<string> {
  const link = (await waitingMails(database)).at(-1)?.['link'];
  if (typeof link !== 'string') throw new Error('no mail with a link waits');
  return link.split('#')[1] ?? '';
}

/** The moment this many milliseconds after the start. */
export function after(ms: number): Date {
  return new Date(START.getTime() + ms);
}

export async function newLink(database: Database, now = START): Promise<string> {
  const link = await createOwnerLink(database, { now });
  if (link === null) throw new Error('there is an owner already');
  return link.token;
}

export function accept(
  database: Database,
  token: string,
  changes: Partial<typeof OWNER & { now: Date }> = {},
) {
  return acceptOwnerLink(database, {
    ...OWNER,
    token,
    client: CLIENT,
    now: START,
    correlationId: 'test-1',
    ...changes,
  });
}

/** The session of who is asked for nothing more. */
export function signedIn(entered: Entered): SignedIn {
  if (entered.state === 'halfway') throw new Error('something else is asked for');
  const { expiresAt, token, user } = entered;
  return { expiresAt, token, user };
}

export async function enter(
  database: Database,
  changes: Partial<typeof OWNER & { now: Date }> = {},
): Promise<SignedIn> {
  return signedIn(await enterHalfway(database, changes));
}

export function enterHalfway(database: Database, changes: Partial<typeof OWNER & { now: Date }> = {}) {
  return signIn(database, {
    ...OWNER,
    client: CLIENT,
    guard: createPasswordGuard(database),
    mailing: MAILING,
    now: START,
    correlationId: 'test-1',
    ...changes,
  });
}

/** As before the first owner. */
export async function forgetAccounts(database: Database): Promise<void> {
  await database.write(async (tx) => {
    for (const table of [
      'attempt_count',
      'account_link',
      'passkey_challenge',
      'job',
      'session',
      'user',
      'audit',
    ] as const)
      await tx.deleteFrom(table).execute();
  });
}
