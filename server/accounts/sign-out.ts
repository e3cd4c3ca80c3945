import type { Database } from '../store/database.ts';
import { deleteSession } from '../store/sessions.ts';
import { hashToken } from './secret-token.ts';

/** Ends the session, for every copy of its cookie. Ending it twice is no error. */
export async function signOut(database: Database, { token }: { token: string }): Promise<void> {
  const tokenHash = hashToken(token);
  await database.write((tx) => deleteSession(tx, { tokenHash }));
}
