import type { AuthoringContext, Call } from './authoring-context.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { findEntryAnywhere } from './find-entry.ts';

export async function readEntry(
  { database, model }: AuthoringContext,
  { actor, entryId }: Call & { entryId: string },
): Promise<EntryDetails> {
  const entry = await findEntryAnywhere(database.db, { id: entryId, actor, model });
  return entryDetails(model, entry);
}
