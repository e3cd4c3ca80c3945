import { readOpenLink } from '../store/account-links.ts';
import type { Database } from '../store/database.ts';
import { OWNER_LINK_PURPOSE } from './owner-link.ts';
import { hashToken } from './secret-token.ts';

/** Whether a link still works. Looking does not use it up. */
export async function readOwnerLink(
  database: Database,
  { token, now }: { token: string; now: Date },
): Promise<{ state: 'open' | 'not-valid'; expiresAt: string | null }> {
  const link = { tokenHash: hashToken(token), purpose: OWNER_LINK_PURPOSE, now: now.toISOString() } as const;
  const open = await readOpenLink(database.db, link);
  return { state: open === null ? 'not-valid' : 'open', expiresAt: open?.expiresAt ?? null };
}
