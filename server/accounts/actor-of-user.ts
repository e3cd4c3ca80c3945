import type { Database } from '../store/database.ts';
import { readUser } from '../store/users.ts';
import type { Actor } from './actor.ts';

/** Somebody with the role that they have now; null if they may not sign in any more. */
export async function actorOfUser(database: Database, { userId }: { userId: string }): Promise<Actor | null> {
  const user = await readUser(database.db, { id: userId });
  return user === null || user.disabledAt !== null ? null : { userId, role: user.role };
}
