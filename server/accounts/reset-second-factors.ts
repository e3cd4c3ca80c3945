import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deletePasskeysOf } from '../store/passkeys.ts';
import { deleteRecoveryCodes } from '../store/recovery-codes.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { deleteTotp } from '../store/totp.ts';
import { lockUser, type UserChange } from './lock-user.ts';
import type { Mailing } from './mailing.ts';
import type { Client } from './open-session.ts';
import { requirePermission } from './require-permission.ts';
import { hasSecondFactor, lockSecondFactors } from './second-factor.ts';
import { tellOfChange } from './tell-of-change.ts';

export type SecondFactorReset = UserChange & { client: Client; mailing: Mailing };

/** What there was to take away, and how many sessions have ended. */
export type ResetOutcome = { hadSecondFactor: boolean; sessions: number };

/**
 * For somebody who has lost theirs: they sign in by their password alone from then on, and their sessions end, since whoever has found the telephone may
 * have one. Nobody does it for themselves: a session that was left open is not enough. For an only owner, whoever runs the database does it on the command line.
 */
export async function resetSecondFactors(
  database: Database,
  reset: SecondFactorReset,
): Promise<ResetOutcome> {
  const { actor, correlationId, id, now } = reset;
  requirePermission(actor, 'user.reset-second-factors', { kind: 'installation' });
  if (actor.userId === id) throw isYourself();
  return await database.write(async (tx) => {
    const user = await lockUser(tx, reset);
    await lockSecondFactors(tx, { userId: id });
    const hadSecondFactor = await hasSecondFactor(tx, { userId: id });
    await deleteTotp(tx, { userId: id });
    await deletePasskeysOf(tx, { userId: id });
    await deleteRecoveryCodes(tx, { userId: id });
    if (!hadSecondFactor) return { hadSecondFactor, sessions: 0 };
    const sessions = await deleteSessionsOf(tx, { userId: id });
    const isByOperator = actor.userId === null;
    const what = isByOperator ? 'second-factors-reset-by-operator' : 'second-factors-reset';
    await tellOfChange(tx, { ...reset, what, to: user.email });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: actor.userId,
      action: 'user.reset-second-factors',
      subject: `user:${id}`,
      correlationId,
      details: { sessions, ...(isByOperator && { by: 'command line' }) },
    });
    return { hadSecondFactor, sessions };
  });
}

function isYourself(): AppError {
  return new AppError(
    'not-allowed',
    'Nobody resets their own second factor. POST /api/v1/profile/totp/disable takes yours away, or POST /api/v1/profile/passkeys/<id>/remove, with your password and a second factor; or ask another owner or admin.',
  );
}
