import { putEntryIndex, readEntriesToIndex } from '../store/entry-index.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { indexOfDraft } from './entry-index.ts';
import { SEARCH_EDITION } from './search-terms.ts';

/** Others save in between. */
const ENTRIES_PER_TRANSACTION = 100;

/**
 * Indexes the drafts that are not indexed as they are: those of before there was an index, those saved by a process of an older release, and all
 * of them once the way of doing it has changed. Every save keeps its own entry indexed. Returns how many there were.
 */
export async function indexEntries({ database, model }: AuthoringContext): Promise<number> {
  for (let count = 0; ;) {
    const indexed = await database.write(async (tx) => {
      const entries = await readEntriesToIndex(tx, {
        edition: SEARCH_EDITION,
        limit: ENTRIES_PER_TRANSACTION,
      });
      for (const entry of entries) await putEntryIndex(tx, indexOfDraft(model, entry));
      return entries.length;
    });
    count += indexed;
    if (indexed < ENTRIES_PER_TRANSACTION) return count;
  }
}
