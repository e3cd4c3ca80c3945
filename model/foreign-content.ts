import { findCollection, type ContentModel } from './content-model.ts';

type Kept = { collection: string; content: Readonly<Record<string, unknown>> };

/**
 * What stands in a content under names that this model does not have: another release of the site has put it there, a newer one that is being rolled
 * out, or an older one whose field has gone since. It is ignored, and never dropped.
 */
export function foreignContent(model: ContentModel, kept: Kept): Record<string, unknown> {
  return partOf(model, kept, { isKnown: false });
}

/** The rest. */
export function knownContent(model: ContentModel, kept: Kept): Record<string, unknown> {
  return partOf(model, kept, { isKnown: true });
}

function partOf(
  model: ContentModel,
  { collection, content }: Kept,
  { isKnown }: { isKnown: boolean },
): Record<string, unknown> {
  const fields = findCollection(model, collection)?.fields ?? {};
  return Object.fromEntries(
    Object.entries(content).filter(([name]) => Object.hasOwn(fields, name) === isKnown),
  );
}
