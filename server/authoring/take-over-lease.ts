import type { AuthoringContext } from './authoring-context.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { findReadable, movePresence, ownPresence, windowOf } from './presence-of-entry.ts';
import type { OwnPresence, WindowRequest } from './presence-of-entry.ts';

/**
 * The lease goes to this window, whoever has it. What is typed in the other one is not touched: it is saved if nothing was saved in between, and
 * merged otherwise, by the version that it names.
 */
export async function takeOverLease(context: AuthoringContext, request: WindowRequest): Promise<OwnPresence> {
  const entry = await findReadable(context, request);
  requirePermission(request.actor, 'entry.save', entrySubject(context.model, entry));
  await movePresence(context, request, { kind: 'take-over', ...windowOf(request) });
  return await ownPresence(context, request);
}
