import { z } from 'zod';
import { deleteExpiredLinks } from '../store/account-links.ts';
import type { JobKind } from '../store/add-job.ts';
import type { Database } from '../store/database.ts';
import { deleteExpiredSessions } from '../store/sessions.ts';

export const SWEEP_ACCOUNTS = {
  name: 'accounts.sweep',
  payload: z.object({}),
  maxAttempts: 5,
} satisfies JobKind;

/** What opens nothing any more is forgotten, with the addresses in it: the audit says what became of it. */
export async function sweepAccounts(database: Database, { now }: { now: Date }): Promise<void> {
  const at = now.toISOString();
  await database.write(async (tx) => {
    await deleteExpiredLinks(tx, { before: at });
    await deleteExpiredSessions(tx, { now: at });
  });
}
