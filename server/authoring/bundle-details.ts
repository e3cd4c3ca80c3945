import type { Kysely } from 'kysely';
import { readSummariesAnywhere, type StoredBundle, type StoredBundleItem } from '../store/bundles.ts';
import type { Tables } from '../store/tables.ts';
import { entrySummary, type EntrySummary } from './entry-details.ts';

export type BundleDetails = Omit<StoredBundle, 'items'> & {
  items: (StoredBundleItem & { entry: EntrySummary })[];
};

/** With its entries as they are now. */
export async function bundleDetails(tx: Kysely<Tables>, bundle: StoredBundle): Promise<BundleDetails> {
  const ids = bundle.items.map(({ entryId }) => entryId);
  const entries = await readSummariesAnywhere(tx, { ids });
  const items = bundle.items.flatMap((item) => {
    const entry = entries.get(item.entryId);
    return entry === undefined ? [] : [{ ...item, entry: entrySummary(entry) }];
  });
  return { ...bundle, items };
}
