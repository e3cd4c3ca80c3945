import type { Database } from '../store/database.ts';
import { readUser } from '../store/users.ts';
import { accountOf, userNotFound, type Account } from './account.ts';

/** One's own account: no role is needed for that. */
export async function readProfile(database: Database, { userId }: { userId: string }): Promise<Account> {
  const user = await readUser(database.db, { id: userId });
  if (user === null) throw userNotFound(userId);
  return accountOf(user);
}
