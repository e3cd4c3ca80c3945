import type { SortKey } from '../model/content-model.ts';

/** Which entry a template asks for: by one of these, or of a single by the locale alone. */
export type EntryQuery = {
  collection: string;
  id?: string | undefined;
  path?: string | undefined;
  slug?: string | undefined;
  locale?: string | undefined;
};

/** Which entries a template asks for. */
export type CollectionQuery = {
  collection: string;
  /** Has to be given where the site has more than one. */
  locale?: string | undefined;
  where?: Where | undefined;
  /** Field names, the greatest value first with `-` in front; absent: the order that the content model declares. */
  sort?: string | readonly string[] | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
  /** The `$cursor` of an entry: what follows it in the order, also when the entry itself has gone since. */
  after?: string | undefined;
};

/** Every condition holds. A list field meets a condition when one of its values does. */
export type Where = { readonly [field: string]: Condition | undefined };

/** A value is an equality; null matches entries without a value. */
export type Condition = Value | null | { readonly in: readonly Value[] } | Range;

export type Range = {
  readonly gt?: string | number | undefined;
  readonly gte?: string | number | undefined;
  readonly lt?: string | number | undefined;
  readonly lte?: string | number | undefined;
};

export type Value = string | number | boolean;

/** An `EntryQuery` in its one form. */
export type EntryLookup =
  | { by: 'id'; collection: string; id: string }
  | { by: 'slug'; collection: string; locale: string; slug: string }
  | { by: 'path'; collection: string; path: string }
  /** The one entry of a single in this locale. */
  | { by: 'single'; collection: string; locale: string };

/** A `CollectionQuery` in its one form: defaults filled in, fields checked against the content model. */
export type FullQuery = {
  collection: string;
  locale: string;
  /** In the order of the fields' names, so that one question has one form. */
  where: readonly FieldCondition[];
  /** Ends in the id. An entry without a value counts as having the least. */
  sort: readonly SortKey[];
  limit: number | null;
  offset: number;
  /** The values of a place in the order, behind which the list begins. */
  after?: readonly IndexValue[];
};

export type CountQuery = Pick<FullQuery, 'collection' | 'locale' | 'where'>;

/** Which entries a template asks for beside the one with this id. */
export type NeighboursQuery = Omit<FullQuery, 'after' | 'limit' | 'offset'> & { id: string };

export type FieldCondition = { field: string } & (
  | { kind: 'equal'; value: IndexValue }
  | { kind: 'in'; values: readonly IndexValue[] }
  | { kind: 'range'; range: Range }
);

/** A value as the index keeps it: a boolean is 0 or 1, null stands for no value. */
export type IndexValue = string | number | null;
