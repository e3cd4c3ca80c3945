import { can } from '../accounts/can.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { entrySubject } from './permission.ts';
import { findReadable, movePresence, ownPresence, windowOf } from './presence-of-entry.ts';
import type { OwnPresence, WindowRequest } from './presence-of-entry.ts';

/** The window has the entry open, for another half a minute. The first one whose user may save holds the lease. */
export async function keepPresence(
  context: AuthoringContext,
  request: WindowRequest & { blockId: string | null },
): Promise<OwnPresence> {
  const { actor, blockId } = request;
  const entry = await findReadable(context, request);
  const maySave = can(actor, 'entry.save', entrySubject(context.model, entry));
  await movePresence(context, request, { kind: 'keep', ...windowOf(request), blockId, maySave });
  return await ownPresence(context, request);
}
