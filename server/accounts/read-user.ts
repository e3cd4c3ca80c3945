import type { Database } from '../store/database.ts';
import { readUser as selectUser } from '../store/users.ts';
import { accountOf, userNotFound, type Account } from './account.ts';
import type { Actor } from './actor.ts';
import { requirePermission } from './require-permission.ts';

export async function readUser(
  database: Database,
  { actor, id }: { actor: Actor; id: string },
): Promise<Account> {
  requirePermission(actor, 'user.read', { kind: 'installation' });
  const user = await selectUser(database.db, { id });
  if (user === null) throw userNotFound(id);
  return accountOf(user);
}
