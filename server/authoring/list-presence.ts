import type { AuthoringContext, Call } from './authoring-context.ts';
import { findReadable, presentNow } from './presence-of-entry.ts';
import type { NamedPresent } from './presence-of-entry.ts';

/** Who has the entry open, whoever opened it first in front. */
export async function listPresence(
  context: AuthoringContext,
  request: Call & { entryId: string },
): Promise<NamedPresent[]> {
  await findReadable(context, request);
  return await presentNow(context, request);
}
