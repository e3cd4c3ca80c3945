import { deleteStoredBundle } from '../store/bundles.ts';
import { AppError } from '../errors.ts';
import { auditBundle } from './audit-bundle.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findBundleToChange, requireOwnBundle } from './find-bundle.ts';

/** The entries stay as they are, and so does what was published. */
export async function deleteBundle(
  { database, model, now }: AuthoringContext,
  { id, ...call }: Call & { id: string },
): Promise<void> {
  const reader = { actor: call.actor, model };
  await database.write(async (tx) => {
    const bundle = await findBundleToChange(tx, { ...reader, id });
    requireOwnBundle(reader, bundle);
    if (bundle.state === 'scheduled')
      throw new AppError(
        'bundle-closed',
        `"${bundle.title}" is scheduled: it would be published without anybody seeing what it is. Cancel its schedule first.`,
      );
    await deleteStoredBundle(tx, { id });
    await auditBundle(tx, { ...call, bundle, action: 'bundle.delete', at: now().toISOString() });
  });
}
