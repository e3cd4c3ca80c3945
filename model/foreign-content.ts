import { findCollection, type ContentModel } from './content-model.ts';

type Content = Readonly<Record<string, unknown>>;

/**
 * What stands in a content under names that this model does not have: another release of the site has put it there, a newer one that is being rolled
 * out, or an older one whose field has gone since. It is ignored, and never dropped.
 */
export function foreignContent(
  model: ContentModel,
  { collection, content }: { collection: string; content: Content },
): Record<string, unknown> {
  const fields = findCollection(model, collection)?.fields ?? {};
  return Object.fromEntries(Object.entries(content).filter(([name]) => !Object.hasOwn(fields, name)));
}

/** The rest. */
export function knownContent(
  model: ContentModel,
  { collection, content }: { collection: string; content: Content },
): Record<string, unknown> {
  const fields = findCollection(model, collection)?.fields ?? {};
  return Object.fromEntries(Object.entries(content).filter(([name]) => Object.hasOwn(fields, name)));
}
