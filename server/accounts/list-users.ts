import type { Database } from '../store/database.ts';
import { listUsers as selectUsers } from '../store/users.ts';
import { accountOf, type Account } from './account.ts';
import type { Actor } from './actor.ts';
import { requirePermission } from './require-permission.ts';

export async function listUsers(database: Database, { actor }: { actor: Actor }): Promise<Account[]> {
  requirePermission(actor, 'user.read', { kind: 'installation' });
  return (await selectUsers(database.db)).map(accountOf);
}
