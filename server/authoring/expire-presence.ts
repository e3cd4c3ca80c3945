import { listExpiredPresence } from '../store/presence.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { movePresence } from './presence-of-entry.ts';

/** Tells of the windows that have been silent for too long, and passes on the leases that they had. */
export async function expirePresence(context: AuthoringContext): Promise<void> {
  const now = context.now().toISOString();
  for (const entryId of await listExpiredPresence(context.database.db, { now }))
    await movePresence(context, { entryId, correlationId: null }, { kind: 'expire' });
}
