import type { Transaction } from 'kysely';
import { putEntryIndex, readEntriesToIndex } from '../store/entry-index.ts';
import { indexPublicReferences, readPublicToIndex } from '../store/public-references.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { indexOfDraft, referencesOf } from './entry-index.ts';
import { SEARCH_EDITION } from './search-terms.ts';

/** Others save in between. */
const ENTRIES_PER_TRANSACTION = 100;

/**
 * Indexes the drafts that are not indexed as they are, and what public versions refer to where that is not written down: those of before there was an
 * index, those saved or published by a process of an older release, and all drafts once the way of doing it has changed. Every save keeps its own
 * entry indexed, and so does every publication. Returns how many there were.
 */
export async function indexEntries(context: AuthoringContext): Promise<number> {
  return (await inBatches(context, indexDrafts)) + (await inBatches(context, indexPublic));
}

type IndexBatch = (tx: Transaction<Tables>, context: AuthoringContext) => Promise<number>;

async function inBatches(context: AuthoringContext, index: IndexBatch): Promise<number> {
  for (let count = 0; ;) {
    const indexed = await context.database.write((tx) => index(tx, context));
    count += indexed;
    if (indexed < ENTRIES_PER_TRANSACTION) return count;
  }
}

async function indexDrafts(tx: Transaction<Tables>, { model }: AuthoringContext): Promise<number> {
  const edition = SEARCH_EDITION;
  const entries = await readEntriesToIndex(tx, { edition, limit: ENTRIES_PER_TRANSACTION });
  for (const entry of entries) await putEntryIndex(tx, indexOfDraft(model, entry));
  return entries.length;
}

async function indexPublic(tx: Transaction<Tables>, { model }: AuthoringContext): Promise<number> {
  const entries = await readPublicToIndex(tx, { limit: ENTRIES_PER_TRANSACTION });
  for (const entry of entries) {
    const { entryId, versionId } = entry;
    await indexPublicReferences(tx, { entryId, versionId, references: referencesOf(model, entry) });
  }
  return entries.length;
}
