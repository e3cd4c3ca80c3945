import assert from 'node:assert/strict';
import type { LogPosition } from '../../model/publication.ts';
import { SYSTEM_ACTOR } from '../accounts/actor.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { markDemoSeeded, readOrCreateInstallation } from '../store/installation.ts';
import { joinTransaction } from '../store/join-transaction.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { createEntry } from './create-entry.ts';
import { readDemoSource, withEntryIds, type DemoEntry } from './demo-source.ts';
import type { EntryDetails } from './entry-details.ts';
import { publishEntries } from './publish-entries.ts';

/**
 * On the first run, makes the demo site and publishes it as one publication, all in one transaction. Null ever after, also when
 * the demo has been deleted since.
 */
export async function seedDemo(
  context: AuthoringContext,
  { correlationId, onMisfit }: SeedOptions,
): Promise<LogPosition | null> {
  const installation = await readOrCreateInstallation(context.database, { now: context.now().toISOString() });
  if (installation.demoSeeded) return null;
  const source = await readDemoSource();
  try {
    const publication = await context.database.write(async (tx) => {
      const database = joinTransaction(context.database, tx);
      // Of two processes that start at once, one gets past this.
      return (await markDemoSeeded(database))
        ? await publishSource(
            { ...context, database, publicationCommitted: () => {} },
            { source, correlationId },
          )
        : null;
    });
    if (publication !== null) context.publicationCommitted(publication);
    return publication;
  } catch (error) {
    if (!(error instanceof AppError) || !MISFITS.has(error.code)) throw error;
    // The site has a content model of its own by now: it needs no demo, neither now nor when the model happens to fit again.
    await markDemoSeeded(context.database);
    onMisfit(error);
    return null;
  }
}

type SeedOptions = Pick<Call, 'correlationId'> & {
  /** Told what of the demo does not fit the site's content model; the demo is then left out. */
  onMisfit: (error: AppError) => void;
};

const MISFITS: ReadonlySet<ErrorCode> = new Set(['unknown-collection', 'unknown-locale', 'invalid-input']);

async function publishSource(
  context: AuthoringContext,
  { source, correlationId }: { source: readonly DemoEntry[]; correlationId: string | null },
): Promise<LogPosition | null> {
  const call = { actor: SYSTEM_ACTOR, correlationId };
  const made = new Map<string, EntryDetails>();
  const idOf = (key: string): string => {
    const entry = made.get(key);
    assert(entry !== undefined, `the demo names "${key}" before it has been made`);
    return entry.id;
  };
  for (const { key, collection, locale, content, translationOf } of source) {
    const entry = await createEntry(context, {
      ...call,
      collection,
      locale,
      content: Object.fromEntries(
        Object.entries(content).map(([name, value]) => [name, withEntryIds(value, idOf)]),
      ),
      translationOf: translationOf === undefined ? undefined : idOf(translationOf),
    });
    made.set(key, entry);
  }
  const entries = [...made.values()].map(({ id, draft }) => ({
    entryId: id,
    expectedVersionId: draft.versionId,
  }));
  return (await publishEntries(context, { ...call, entries })).publication;
}
