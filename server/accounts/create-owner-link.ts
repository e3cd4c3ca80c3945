import { deleteUnusedLinks, insertAccountLink } from '../store/account-links.ts';
import type { Database } from '../store/database.ts';
import { lockDecision } from '../store/locks.ts';
import { hasOwner } from '../store/users.ts';
import { OWNER_DECISION, OWNER_LINK_LIFETIME_MS, OWNER_LINK_PURPOSE } from './owner-link.ts';
import { createSecretToken } from './secret-token.ts';

/** The one way to the first account. A new link replaces the older ones; null once there is an owner. */
export async function createOwnerLink(
  database: Database,
  { now }: { now: Date },
): Promise<{ token: string; expiresAt: string } | null> {
  const { token, tokenHash } = createSecretToken();
  const expiresAt = new Date(now.getTime() + OWNER_LINK_LIFETIME_MS).toISOString();
  return await database.write(async (tx) => {
    await lockDecision(tx, OWNER_DECISION);
    if (await hasOwner(tx)) return null;
    await deleteUnusedLinks(tx, { purpose: OWNER_LINK_PURPOSE });
    await insertAccountLink(tx, {
      tokenHash,
      purpose: OWNER_LINK_PURPOSE,
      userId: null,
      createdAt: now.toISOString(),
      expiresAt,
    });
    return { token, expiresAt };
  });
}
