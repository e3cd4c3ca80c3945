import type { FieldRecord, Label } from './fields.ts';

/** A site's content model: plain JSON data, complete and checked. Made by `defineContentModel`. */
export type ContentModel = {
  readonly locales: readonly string[];
  readonly defaultLocale: string;
  readonly collections: Readonly<Record<string, Collection>>;
};

export type Collection = {
  readonly label: Label;
  /** One entry per locale, such as the settings. */
  readonly single: boolean;
  /** The public path with slug fields in braces, `/blog/{slug}/`; null: entries have no page of their own. */
  readonly url: string | null;
  /** The text field that names an entry in lists; null: it has no name but its collection's label. */
  readonly title: string | null;
  /** The fields that lists of entries may read. */
  readonly card: readonly string[];
  /** The order of lists. Ends in the id, so that it is total. */
  readonly sort: readonly SortKey[];
  /** The fields a list may be narrowed by. */
  readonly filterable: readonly string[];
  /** The fields a list may be ordered by. */
  readonly sortable: readonly string[];
  readonly fields: FieldRecord;
};

export type SortKey = { readonly field: string; readonly order: 'ascending' | 'descending' };

/** The content of an entry: values by field name. */
export type EntryContent = Readonly<Record<string, unknown>>;

/** What a site writes; `defineContentModel` fills in the rest. */
export type ContentModelDefinition = {
  readonly locales: readonly string[];
  readonly defaultLocale: string;
  readonly collections: Readonly<Record<string, CollectionDefinition>>;
};

export type CollectionDefinition = {
  readonly label?: Label;
  readonly single?: boolean;
  readonly url?: string;
  readonly title?: string;
  readonly card?: readonly string[];
  /** Field names, with a minus sign in front for descending: `['-publishedOn', 'title']`. The id is added. */
  readonly sort?: readonly string[];
  readonly filterable?: readonly string[];
  readonly sortable?: readonly string[];
  readonly fields: FieldRecord;
};

/** A `ContentModel` that keeps the exact type of every field, so that `EntryOf` can infer from it. */
export type DefinedModel<Definition extends ContentModelDefinition> = Omit<ContentModel, 'collections'> & {
  readonly collections: {
    readonly [Name in keyof Definition['collections']]: Omit<Collection, 'fields'> & {
      readonly fields: Definition['collections'][Name]['fields'];
    };
  };
};

/** Safe for names that come from outside: `constructor` is not a collection. */
export function findCollection(model: ContentModel, name: string): Collection | undefined {
  return Object.hasOwn(model.collections, name) ? model.collections[name] : undefined;
}

export function parseSortKey(key: string): SortKey {
  return key.startsWith('-')
    ? { field: key.slice(1), order: 'descending' }
    : { field: key, order: 'ascending' };
}
