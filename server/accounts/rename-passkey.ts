import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { readPasskeyOf, renamePasskey as setName } from '../store/passkeys.ts';
import { checkedPasskeyName, passkeyNotFound, passkeyOf, type Passkey } from './passkey.ts';
import { lockSecondFactors } from './second-factor.ts';

export type PasskeyRenaming = {
  userId: string;
  id: string;
  name: string;
  now: Date;
  correlationId: string | null;
};

/** Opens nothing, and so takes no password. */
export async function renamePasskey(
  database: Database,
  { correlationId, id, name: given, now, userId }: PasskeyRenaming,
): Promise<Passkey> {
  const name = checkedPasskeyName(given);
  return await database.write(async (tx) => {
    await lockSecondFactors(tx, { userId });
    const passkey = await readPasskeyOf(tx, { id, userId });
    if (passkey === null) throw passkeyNotFound(id);
    if (passkey.name === name) return passkeyOf(passkey);
    await setName(tx, { id, userId, name });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: userId,
      action: 'user.rename-passkey',
      subject: `user:${userId}`,
      correlationId,
      details: { passkey: id, from: passkey.name, to: name },
    });
    return passkeyOf({ ...passkey, name });
  });
}
