import type { BundleDetails } from '../../authoring/bundle-details.ts';
import type { StoredBundle } from '../../store/bundles.ts';

export function presentSummary(bundle: StoredBundle | BundleDetails) {
  const { createdAt, createdBy, createdByName, id, items, note, publicationSeq, publishedAt } = bundle;
  const { isTakenBack, schedule, state, title } = bundle;
  return {
    id,
    title,
    note,
    state,
    createdAt,
    createdBy: personOf(createdBy, createdByName),
    schedule,
    publishedAt,
    publication: publicationSeq,
    isTakenBack,
    entryCount: items.length,
  };
}

export function presentBundle(bundle: BundleDetails) {
  const items = bundle.items.map(({ action, addedAt, addedBy, addedByName, entry }) => ({
    entry,
    action,
    addedAt,
    addedBy: personOf(addedBy, addedByName),
  }));
  return { ...presentSummary(bundle), items };
}

function personOf(id: string | null, name: string | null) {
  return id === null || name === null ? null : { id, name };
}
