import { listApiTokensOf } from '../store/api-tokens.ts';
import type { Database } from '../store/database.ts';
import { scopesOf, type ApiToken } from './api-token.ts';

/** One's own, those that have expired included: the list says why a program is refused. */
export async function listApiTokens(database: Database, { userId }: { userId: string }): Promise<ApiToken[]> {
  const tokens = await listApiTokensOf(database.db, { userId });
  return tokens.map(({ id, name, scopes, createdAt, expiresAt, lastUsedAt }) => {
    return { id, name, scopes: scopesOf(scopes), createdAt, expiresAt, lastUsedAt };
  });
}
