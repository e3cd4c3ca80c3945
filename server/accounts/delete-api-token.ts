import { AppError } from '../errors.ts';
import { deleteApiTokenOf } from '../store/api-tokens.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';

/** One of one's own. It works no more from the next request on. */
export async function deleteApiToken(
  database: Database,
  order: { userId: string; id: string; now: Date; correlationId: string | null },
): Promise<void> {
  const { correlationId, id, now, userId } = order;
  await database.write(async (tx) => {
    const name = await deleteApiTokenOf(tx, { id, userId });
    if (name === null) throw tokenNotFound(id);
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: userId,
      action: 'token.delete',
      subject: `token:${id}`,
      correlationId,
      details: { name },
    });
  });
}

function tokenNotFound(id: string): AppError {
  return new AppError(
    'token-not-found',
    `You have no token with the id ${id}. GET /api/v1/tokens lists yours.`,
  );
}
