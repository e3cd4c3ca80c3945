import { z } from 'zod';
import { deleteExpiredLinks } from '../store/account-links.ts';
import type { JobKind } from '../store/add-job.ts';
import type { Database } from '../store/database.ts';
import { deleteExpiredAttempts } from '../store/attempt-counts.ts';
import { forgetClients } from '../store/known-clients.ts';
import { deleteExpiredPasskeyChallenges } from '../store/passkey-challenges.ts';
import { deleteExpiredPendingSignIns } from '../store/pending-sign-ins.ts';
import { deleteOldPreviewLinks } from '../store/preview-links.ts';
import { deleteExpiredSessions } from '../store/sessions.ts';

export const SWEEP_ACCOUNTS = {
  name: 'accounts.sweep',
  payload: z.object({}),
  maxAttempts: 5,
} satisfies JobKind;

/** Whoever comes back after a year with the same browser from the same place hears of it once more. */
const CLIENT_KEPT_MS = 365 * 24 * 60 * 60_000;

/** So long somebody may still look up how often a link was opened. */
const LINK_KEPT_MS = 30 * 24 * 60 * 60_000;

/** What opens nothing any more is forgotten, with the addresses in it: the audit says what became of it. */
export async function sweepAccounts(database: Database, { now }: { now: Date }): Promise<void> {
  const at = now.toISOString();
  await database.write(async (tx) => {
    await deleteExpiredLinks(tx, { before: at });
    await deleteExpiredSessions(tx, { now: at });
    await deleteExpiredPendingSignIns(tx, { now: at });
    await deleteExpiredPasskeyChallenges(tx, { now: at });
    await deleteExpiredAttempts(tx, { now: at });
    await deleteOldPreviewLinks(tx, { before: new Date(now.getTime() - LINK_KEPT_MS).toISOString() });
    await forgetClients(tx, { before: new Date(now.getTime() - CLIENT_KEPT_MS).toISOString() });
  });
}
