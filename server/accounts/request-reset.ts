import { AppError } from '../errors.ts';
import { addJob } from '../store/add-job.ts';
import type { Database } from '../store/database.ts';
import { emailIssues, normalizeEmail } from './email-address.ts';
import type { MailGuard } from './mail-guard.ts';
import type { Client } from './open-session.ts';
import { SEND_RESET } from './reset-link.ts';
import { hashToken } from './secret-token.ts';

export type ResetRequest = {
  email: string;
  client: Client;
  guard: MailGuard;
  now: Date;
  correlationId: string | null;
};

/**
 * Takes note that somebody wants a new password. It looks for no account: the answer, and the time it takes, say nothing about who has one. The one
 * job that waits for an address serves all who ask meanwhile.
 */
export async function requestReset(database: Database, request: ResetRequest): Promise<void> {
  const { client, correlationId, guard, now } = request;
  await guard.admitReset({ address: client.address, now });
  const email = normalizeEmail(request.email);
  const issues = emailIssues(email);
  if (issues.length > 0)
    throw new AppError('invalid-input', 'No mail was sent. Mend what is named and send it again.', {
      issues,
    });
  const job = { payload: { email }, now: now.toISOString(), correlationId, uniqueKey: hashToken(email) };
  await database.write((tx) => addJob(tx, SEND_RESET, job));
}
