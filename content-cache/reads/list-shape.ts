import type { SortKey } from '../../model/content-model.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { ItemState } from '../item-state.ts';
import type { CountQuery, FieldCondition, IndexValue, Range } from '../query.ts';
import { encodeSortKey } from './sort-key.ts';

/**
 * What all lists have in common that ask for the same values of the same fields in the same order, whatever the values are. A site has
 * few of them: one for each place in its templates that reads a list.
 */
export type ListShape = {
  collection: string;
  locale: string;
  /** Fields with one value asked for, in the order of their names. */
  equal: readonly string[];
  /** Fields with any other condition. */
  rest: readonly string[];
  /** Empty for a count. */
  sort: readonly SortKey[];
};

export type ListPlace = {
  shape: ListShape;
  /** The values asked for, as one text. */
  equal: string;
  /** Conditions other than equalities; null for none. */
  rest: readonly FieldCondition[] | null;
};

export function placeOfList({
  collection,
  locale,
  where,
  sort = [],
}: CountQuery & { sort?: readonly SortKey[] }): ListPlace {
  const equalities = where.filter((condition) => condition.kind === 'equal');
  const rest = where.filter((condition) => condition.kind !== 'equal');
  return {
    shape: { collection, locale, equal: fieldsOf(equalities), rest: fieldsOf(rest), sort },
    equal: equalText(equalities.map(({ value }) => value)),
    rest: rest.length === 0 ? null : rest,
  };
}

function fieldsOf(conditions: readonly FieldCondition[]): string[] {
  return conditions.map(({ field }) => field);
}

/** The conditions that lists at this place ask for. */
export function whereOfPlace({ shape, equal, rest }: ListPlace): FieldCondition[] {
  const values = JSON.parse(equal) as IndexValue[];
  const equalities = shape.equal.map((field, index): FieldCondition => ({
    field,
    kind: 'equal',
    value: values[index] ?? null,
  }));
  return [...equalities, ...(rest ?? [])].sort((a, b) => (a.field < b.field ? -1 : 1));
}

/** The `equal` of all places of this shape at which the entry stands: one for each combination of its values. */
export function equalTexts(shape: ListShape, item: ItemState): string[] {
  let combinations: IndexValue[][] = [[]];
  for (const field of shape.equal) {
    const values = item.values.get(field) ?? [];
    combinations = combinations.flatMap((before) => values.map((value) => before.concat(value)));
  }
  return combinations.map(equalText);
}

export function sortKeyOf(shape: ListShape, { id, item }: { id: string; item: ItemState }): Buffer {
  return encodeSortKey(shape.sort, (field) => (field === 'id' ? id : (item.values.get(field)?.[0] ?? null)));
}

export function meetsRest(rest: readonly FieldCondition[] | null, item: ItemState): boolean {
  return rest === null || rest.every((condition) => meets(condition, item.values.get(condition.field) ?? []));
}

function equalText(values: readonly IndexValue[]): string {
  return canonicalJson(values);
}

/** As `query-sql.ts` has SQLite decide it: one of the values has to meet the condition. */
function meets(condition: FieldCondition, values: readonly IndexValue[]): boolean {
  switch (condition.kind) {
    case 'equal':
      return values.includes(condition.value);
    case 'in':
      return values.some((value) => value !== null && condition.values.includes(value));
    case 'range':
      return values.some((value) => value !== null && inRange(value, condition.range));
    default:
      return condition satisfies never;
  }
}

function inRange(value: string | number, { gt, gte, lt, lte }: Range): boolean {
  return (
    (gt === undefined || compare(value, gt) > 0) &&
    (gte === undefined || compare(value, gte) >= 0) &&
    (lt === undefined || compare(value, lt) < 0) &&
    (lte === undefined || compare(value, lte) <= 0)
  );
}

/** Numbers before text, text by its bytes. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return typeof a === 'number' ? -1 : 1;
}
