import { auditBundle } from './audit-bundle.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { bundleDetails, type BundleDetails } from './bundle-details.ts';
import { collectEntries, requireRoom, type EntryToCollect } from './collect-entries.ts';
import { findBundle, findOpenBundle, requireMayCollect } from './find-bundle.ts';

export type Adding = Call & { id: string; entries: readonly EntryToCollect[] };

/** Those that are in it already stay there; what is to be done with them is what is said now. */
export async function addToBundle(
  { database, model, now }: AuthoringContext,
  { entries, id, ...call }: Adding,
): Promise<BundleDetails> {
  const reader = { actor: call.actor, model };
  requireMayCollect(call.actor);
  const at = now().toISOString();
  return await database.write(async (tx) => {
    const { items } = await findOpenBundle(tx, { ...reader, id });
    const added = entries.map(({ entryId }) => entryId);
    requireRoom(new Set([...items.map(({ entryId }) => entryId), ...added]).size);
    await collectEntries(tx, { ...reader, bundleId: id, at, entries });
    const bundle = await findBundle(tx, { ...reader, id });
    await auditBundle(tx, { ...call, bundle, action: 'bundle.add', at, details: { added } });
    return await bundleDetails(tx, bundle);
  });
}
