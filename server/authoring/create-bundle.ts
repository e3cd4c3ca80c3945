import { insertBundle } from '../store/bundles.ts';
import { newId } from '../store/new-id.ts';
import { auditBundle } from './audit-bundle.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { bundleDetails, type BundleDetails } from './bundle-details.ts';
import { checkedWords, type BundleWords } from './bundle-words.ts';
import { collectEntries, type EntryToCollect } from './collect-entries.ts';
import { findBundle, requireMayCollect } from './find-bundle.ts';

export type NewBundle = Call & BundleWords & { entries: readonly EntryToCollect[] };

/** Entries that are going to be published together, whatever their drafts are by then. */
export async function createBundle(
  { database, model, now }: AuthoringContext,
  { actor, correlationId, entries, ...words }: NewBundle,
): Promise<BundleDetails> {
  requireMayCollect(actor);
  const checked = checkedWords(words);
  const at = now().toISOString();
  const id = newId();
  return await database.write(async (tx) => {
    await insertBundle(tx, { ...checked, id, createdAt: at, createdBy: actor.userId });
    await collectEntries(tx, { actor, model, bundleId: id, at, entries });
    const bundle = await findBundle(tx, { actor, model, id });
    await auditBundle(tx, { actor, correlationId, bundle, action: 'bundle.create', at });
    return await bundleDetails(tx, bundle);
  });
}
