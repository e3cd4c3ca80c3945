import { can } from '../accounts/can.ts';
import { deleteBundleItem } from '../store/bundles.ts';
import { auditBundle } from './audit-bundle.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { findOpenBundle, requireOwnBundle } from './find-bundle.ts';
import { entrySubject } from './permission.ts';

export type Removing = Call & { id: string; entryId: string };

/** By whoever may change the entry, or the bundle. One that is not in it is not there afterwards either. */
export async function removeFromBundle(
  { database, model, now }: AuthoringContext,
  { entryId, id, ...call }: Removing,
): Promise<void> {
  const reader = { actor: call.actor, model };
  await database.write(async (tx) => {
    const bundle = await findOpenBundle(tx, { ...reader, id });
    const entry = await findEntryAnywhere(tx, { ...reader, id: entryId });
    if (!can(call.actor, 'entry.save', entrySubject(model, entry))) requireOwnBundle(reader, bundle);
    if (!bundle.items.some((item) => item.entryId === entryId)) return;
    await deleteBundleItem(tx, { bundleId: id, entryId });
    const at = now().toISOString();
    await auditBundle(tx, { ...call, bundle, action: 'bundle.remove', at, details: { removed: entryId } });
  });
}
