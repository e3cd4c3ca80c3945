import type { PublishedRedirect } from '../../model/publication.ts';
import { listRedirects as selectRedirects } from '../store/redirects.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

/** All of them, by path. */
export async function listRedirects(
  { database }: AuthoringContext,
  { actor }: Pick<Call, 'actor'>,
): Promise<PublishedRedirect[]> {
  requirePermission(actor, 'entry.read', { kind: 'installation' });
  return await selectRedirects(database.db);
}
