import type { ContentModel } from '../../../model/content-model.ts';
import { referencedCollections, type Field } from '../../../model/fields.ts';

/** What the fields of a collection lead to, such as tags; every collection where a text alone can lead anywhere. */
export function referredCollections(model: ContentModel, collection: string): readonly string[] {
  const fields = Object.values(model.collections[collection]?.fields ?? {});
  const referred = new Set(fields.flatMap(collectionsOf));
  if (referred.size > 0) return [...referred];
  return Object.keys(model.collections).filter((name) => model.collections[name]?.single !== true);
}

function collectionsOf(field: Field): readonly string[] {
  if (field.type === 'reference') return referencedCollections(field);
  if (field.type === 'group') return Object.values(field.fields).flatMap(collectionsOf);
  if (field.type === 'list') return collectionsOf(field.of);
  if (field.type !== 'blocks') return [];
  return Object.values(field.kinds).flatMap((kind) => Object.values(kind.fields).flatMap(collectionsOf));
}
