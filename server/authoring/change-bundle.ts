import { changeStoredBundle } from '../store/bundles.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { auditBundle } from './audit-bundle.ts';
import { bundleDetails, type BundleDetails } from './bundle-details.ts';
import { checkedWords, type BundleWords } from './bundle-words.ts';
import { findBundleToChange, requireOwnBundle } from './find-bundle.ts';

/** What it is called, and the note, whatever has become of it. */
export async function changeBundle(
  { database, model, now }: AuthoringContext,
  { id, note, title, ...call }: Call & BundleWords & { id: string },
): Promise<BundleDetails> {
  const words = checkedWords({ title, note });
  const reader = { actor: call.actor, model };
  return await database.write(async (tx) => {
    const bundle = await findBundleToChange(tx, { ...reader, id });
    requireOwnBundle(reader, bundle);
    await changeStoredBundle(tx, { id, ...words });
    await auditBundle(tx, { ...call, bundle, action: 'bundle.change', at: now().toISOString() });
    return await bundleDetails(tx, { ...bundle, ...words });
  });
}
