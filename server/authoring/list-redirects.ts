import type { PublishedRedirect } from '../../model/publication.ts';
import { listRedirects as selectRedirects } from '../store/redirects.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readableScope, requirePermission } from './permission.ts';

/** All of them, by path, but those that lead to an entry which the actor may not read. */
export async function listRedirects(
  { database, model }: AuthoringContext,
  { actor }: Pick<Call, 'actor'>,
): Promise<PublishedRedirect[]> {
  requirePermission(actor, 'entry.read', { kind: 'some-entry' });
  return await selectRedirects(database.db, { scope: readableScope(model, actor) });
}
