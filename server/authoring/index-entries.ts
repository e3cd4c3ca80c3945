import { setTimeout as delay } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Log } from '../log.ts';
import { putEntryIndex, readEntriesToIndex } from '../store/entry-index.ts';
import type { EntryToIndex } from '../store/entry-index.ts';
import { indexPublicReferences, readPublicToIndex } from '../store/public-references.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { indexOfDraft, referencesOf } from './entry-index.ts';
import { indexEdition } from './listed-values.ts';

/** Others save in between. */
const ENTRIES_PER_TRANSACTION = 100;

/** Nobody waits for what is only renewed: a save that comes meanwhile waits for one of these at most. */
const RENEWED_PER_TRANSACTION = 10;

/**
 * Indexes the drafts that are not indexed as they are, and what public versions refer to where that is not written down: those of before there was an
 * index, and those saved or published by a process of an older release. Every save keeps its own entry indexed, and so does every publication. Returns
 * how many there were.
 */
export async function indexEntries(context: AuthoringContext): Promise<number> {
  return (await indexDrafts(context)) + (await indexPublic(context));
}

export type IndexRenewal = { stop(): Promise<void>; ended: Promise<void> };

/**
 * Indexes all drafts once more where the way of doing it has changed, or lists know other fields: they are found as before until then. It gives way to whoever edits, and is begun
 * again by the next start where it comes to no end.
 */
export function startIndexRenewal(context: AuthoringContext, { log }: { log: Log }): IndexRenewal {
  const abort = new AbortController();
  const ended = renewIndex(context, { log, signal: abort.signal }).catch((error: unknown) =>
    log.warn({ err: error }, 'the search index was not renewed; the next start goes on with it'),
  );
  return {
    ended,
    stop: () => {
      abort.abort();
      return ended;
    },
  };
}

async function renewIndex(
  context: AuthoringContext,
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<void> {
  const batches = draftBatches(context, {
    edition: indexEdition(context.model),
    limit: RENEWED_PER_TRANSACTION,
  });
  let renewed = 0;
  let beganAt = performance.now();
  for await (const count of batches) {
    if (signal.aborted) return;
    if (renewed === 0 && count > 0) log.info('the search index is renewed');
    renewed += count;
    await delay(performance.now() - beganAt);
    beganAt = performance.now();
  }
  if (renewed > 0) log.info({ entries: renewed }, 'the search index was renewed');
}

async function indexDrafts(context: AuthoringContext): Promise<number> {
  let indexed = 0;
  for await (const count of draftBatches(context, { edition: null, limit: ENTRIES_PER_TRANSACTION }))
    indexed += count;
  return indexed;
}

/** How many each has indexed. */
async function* draftBatches(
  { database, model }: AuthoringContext,
  { edition, limit }: { edition: number | null; limit: number },
): AsyncGenerator<number> {
  let entries: EntryToIndex[];
  let after = '';
  do {
    entries = await database.write(async (tx) => {
      const found = await readEntriesToIndex(tx, { after, edition, limit });
      for (const entry of found) await putEntryIndex(tx, indexOfDraft(model, entry));
      return found;
    });
    yield entries.length;
    after = entries.at(-1)?.entryId ?? after;
  } while (entries.length === limit);
}

async function indexPublic({ database, model }: AuthoringContext): Promise<number> {
  for (let count = 0; ;) {
    const indexed = await database.write((tx) => indexPublicBatch(tx, model));
    count += indexed;
    if (indexed < ENTRIES_PER_TRANSACTION) return count;
  }
}

async function indexPublicBatch(tx: Transaction<Tables>, model: AuthoringContext['model']): Promise<number> {
  const entries = await readPublicToIndex(tx, { limit: ENTRIES_PER_TRANSACTION });
  for (const entry of entries) {
    const { entryId, versionId } = entry;
    await indexPublicReferences(tx, { entryId, versionId, references: referencesOf(model, entry) });
  }
  return entries.length;
}
