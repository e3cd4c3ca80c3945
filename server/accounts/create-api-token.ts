import { lineProblem } from '../../model/text-rules.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import { insertApiToken } from '../store/api-tokens.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { newId } from '../store/new-id.ts';
import { TOKEN_LIFETIME_MS, TOKEN_PREFIX, scopesOf, type ApiToken, type Scope } from './api-token.ts';
import { createSecretToken, hashToken } from './secret-token.ts';

const NAME_MAX_CHARACTERS = 100;

export type NewApiToken = {
  userId: string;
  name: string;
  scopes: readonly Scope[];
  /** Null: it does not expire. Left out: in 90 days. */
  expiresAt?: string | null | undefined;
  now: Date;
  correlationId: string | null;
};

/** The token itself is known to whoever asked for it, and to nobody after that. */
export async function createApiToken(
  database: Database,
  order: NewApiToken,
): Promise<ApiToken & { token: string }> {
  const { correlationId, now, userId } = order;
  const { expiresAt, name, scopes } = checkedToken(order);
  const token = `${TOKEN_PREFIX}${createSecretToken().token}`;
  const id = newId();
  const createdAt = now.toISOString();
  await database.write(async (tx) => {
    await insertApiToken(tx, { id, userId, tokenHash: hashToken(token), name, scopes, createdAt, expiresAt });
    await appendAudit(tx, {
      at: createdAt,
      actorId: userId,
      action: 'token.create',
      subject: `token:${id}`,
      correlationId,
      details: { name, scopes, expiresAt },
    });
  });
  return { id, name, scopes, createdAt, expiresAt, lastUsedAt: null, token };
}

function checkedToken(order: NewApiToken): Pick<ApiToken, 'name' | 'scopes' | 'expiresAt'> {
  const name = order.name.trim();
  const scopes = scopesOf(order.scopes);
  const end = order.expiresAt === undefined ? order.now.getTime() + TOKEN_LIFETIME_MS : order.expiresAt;
  const expiresAt = end === null ? null : new Date(end).toISOString();
  const nameProblem = name === '' ? 'Say what the token is for.' : lineProblem(name, NAME_MAX_CHARACTERS);
  const issues: FieldIssue[] = nameProblem === null ? [] : [{ path: 'name', message: nameProblem }];
  if (scopes.length === 0)
    issues.push({ path: 'scopes', message: 'Say what the token may do: read, write or both.' });
  if (expiresAt !== null && expiresAt <= order.now.toISOString())
    issues.push({ path: 'expiresAt', message: 'This moment is over. Give one to come, or null for none.' });
  if (issues.length === 0) return { name, scopes, expiresAt };
  throw new AppError('invalid-input', 'No token was made. Mend what is named and send it again.', { issues });
}
