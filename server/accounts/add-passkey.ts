import type { CreatedPasskey } from '../../model/api/passkey.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { newId } from '../store/new-id.ts';
import { countPasskeysOf, insertPasskey } from '../store/passkeys.ts';
import { replaceRecoveryCodes } from '../store/recovery-codes.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { readUser } from '../store/users.ts';
import { userNotFound } from './account.ts';
import type { OwnFactorChange } from './own-second-factor.ts';
import { requireChallenge, takeChallenge } from './passkey-challenge.ts';
import { checkedPasskeyName, passkeyOf, PASSKEYS_MAX, tooManyPasskeys, type Passkey } from './passkey.ts';
import { createRecoveryCodes } from './recovery-code.ts';
import { relyingPartyOf } from './relying-party.ts';
import { hasSecondFactor, lockSecondFactors } from './second-factor.ts';
import { hashToken } from './secret-token.ts';
import { tellOfChange } from './tell-of-change.ts';
import { verifyCreated } from './verify-passkey.ts';

export type NewPasskey = Omit<OwnFactorChange, 'current' | 'guard'> & {
  name: string;
  passkey: CreatedPasskey;
};

/**
 * What the browser has made of `beginPasskey`. The first second factor of an account ends the other sessions of the user, which were opened without one, and
 * makes recovery codes: they are known to whoever asked for them, and to nobody after that.
 */
export async function addPasskey(
  database: Database,
  change: NewPasskey,
): Promise<{ passkey: Passkey; recoveryCodes: string[] }> {
  const { correlationId, mailing, now, passkey: created, token, userId } = change;
  const party = relyingPartyOf(mailing.adminUrl);
  const name = checkedPasskeyName(change.name);
  const asked = { purpose: 'add', userId, pendingHash: null, now } as const;
  const { clientDataJSON } = created;
  const challenge = await requireChallenge(database.db, { ...asked, clientDataJSON });
  const credential = await verifyCreated(created, { challenge, party });
  const { codeHashes, codes } = createRecoveryCodes();
  const createdAt = now.toISOString();
  const passkey = { ...credential, id: newId(), userId, name, createdAt };
  const isFirst = await database.write(async (tx) => {
    await lockSecondFactors(tx, { userId });
    await takeChallenge(tx, challenge);
    const user = await readUser(tx, { id: userId });
    if (user === null) throw userNotFound(userId);
    if ((await countPasskeysOf(tx, { userId })) >= PASSKEYS_MAX) throw tooManyPasskeys();
    const makesCodes = !(await hasSecondFactor(tx, { userId }));
    if (!(await insertPasskey(tx, passkey))) throw passkeyExists();
    if (makesCodes) await replaceRecoveryCodes(tx, { userId, codeHashes, createdAt });
    const sessions = makesCodes
      ? await deleteSessionsOf(tx, { userId, exceptTokenHash: hashToken(token) })
      : 0;
    await tellOfChange(tx, { ...change, what: 'passkey-added', to: user.email });
    await appendAudit(tx, {
      at: createdAt,
      actorId: userId,
      action: 'user.add-passkey',
      subject: `user:${userId}`,
      correlationId,
      details: { passkey: passkey.id, name, sessions },
    });
    return makesCodes;
  });
  return { passkey: passkeyOf({ ...passkey, lastUsedAt: null }), recoveryCodes: isFirst ? codes : [] };
}

/** Whosever it is. */
function passkeyExists(): AppError {
  return new AppError(
    'passkey-exists',
    'This passkey has been added already, to your account or to another one. Make a new one, or use another device.',
  );
}
