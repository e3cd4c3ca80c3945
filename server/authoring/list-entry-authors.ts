import { listEntryAuthors as selectAuthors, type EntryAuthor } from '../store/entry-authors.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readableScope, requirePermission } from './permission.ts';

/** Who has created any of the entries that the actor may read, by name. */
export async function listEntryAuthors(
  { database, model }: AuthoringContext,
  { actor }: Pick<Call, 'actor'>,
): Promise<EntryAuthor[]> {
  requirePermission(actor, 'entry.read', { kind: 'some-entry' });
  return await selectAuthors(database.db, { scope: readableScope(model, actor) });
}
