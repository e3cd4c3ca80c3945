import { checkContentModel } from './check-content-model.ts';
import { parseSortKey } from './content-model.ts';
import type {
  Collection,
  CollectionDefinition,
  ContentModelDefinition,
  DefinedModel,
} from './content-model.ts';

/** Throws a `ContentModelError` that lists every mistake with its place. */
export function defineContentModel<const Definition extends ContentModelDefinition>(
  definition: Definition,
): DefinedModel<Definition> {
  checkContentModel(definition);
  const collections = Object.entries(definition.collections).map(([name, collection]) => [
    name,
    completeCollection(name, collection),
  ]);
  return {
    locales: definition.locales,
    defaultLocale: definition.defaultLocale,
    collections: Object.fromEntries(collections) as DefinedModel<Definition>['collections'],
  };
}

function completeCollection(name: string, definition: CollectionDefinition): Collection {
  const sort = (definition.sort ?? []).map(parseSortKey);
  const total = sort.some((key) => key.field === 'id');
  return {
    label: definition.label ?? name,
    single: definition.single ?? false,
    url: definition.url ?? null,
    title: definition.title ?? null,
    card: definition.card ?? [],
    sort: total ? sort : [...sort, { field: 'id', order: 'ascending' }],
    filterable: definition.filterable ?? [],
    sortable: definition.sortable ?? [],
    fields: definition.fields,
  };
}
