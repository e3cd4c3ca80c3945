import type { AuthoringContext, Call } from './authoring-context.ts';
import { bundleDetails, type BundleDetails } from './bundle-details.ts';
import { findBundle } from './find-bundle.ts';

export async function readBundleOf(
  { database, model }: AuthoringContext,
  { actor, id }: Call & { id: string },
): Promise<BundleDetails> {
  return await database.read(async (tx) => bundleDetails(tx, await findBundle(tx, { actor, model, id })));
}
