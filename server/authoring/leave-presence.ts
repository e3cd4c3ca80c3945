import type { AuthoringContext } from './authoring-context.ts';
import { findReadable, movePresence, windowOf } from './presence-of-entry.ts';
import type { WindowRequest } from './presence-of-entry.ts';

/** The window is closed, and its lease goes to the next one. Closing it twice is no error. */
export async function leavePresence(context: AuthoringContext, request: WindowRequest): Promise<void> {
  await findReadable(context, request);
  await movePresence(context, request, { kind: 'leave', ...windowOf(request) });
}
