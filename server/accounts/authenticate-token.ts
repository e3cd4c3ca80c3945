import { readApiToken, touchApiToken } from '../store/api-tokens.ts';
import type { Database } from '../store/database.ts';
import { accountUserOf, type AccountUser } from './account-user.ts';
import type { Actor } from './actor.ts';
import { scopesOf, type Scope } from './api-token.ts';
import { hashToken } from './secret-token.ts';
import { LAST_SEEN_GRAIN_MS } from './session-lifetime.ts';

export type TokenHolder = { user: AccountUser; actor: Actor; scopes: Scope[]; mustEnrol: boolean };

/** In whose name a program comes, with the role that they have now; null if the token is unknown, has expired, or its owner may not sign in. */
export async function authenticateToken(
  database: Database,
  { token, now }: { token: string; now: Date },
): Promise<TokenHolder | null> {
  const found = await readApiToken(database.db, { tokenHash: hashToken(token) });
  if (found === null || found.user.disabledAt !== null) return null;
  const at = now.toISOString();
  if (found.expiresAt !== null && found.expiresAt <= at) return null;
  const { id, lastUsedAt, mustEnrol, name, scopes } = found;
  if (lastUsedAt === null || now.getTime() - Date.parse(lastUsedAt) >= LAST_SEEN_GRAIN_MS)
    await database.write((tx) => touchApiToken(tx, { id, lastUsedAt: at }));
  const { role } = found.user;
  const user = accountUserOf(found.user);
  const actor = { userId: user.id, role, token: { id, name } };
  return { user, actor, scopes: scopesOf(scopes), mustEnrol };
}
