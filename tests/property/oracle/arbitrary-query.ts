import * as fc from 'fast-check';
import type { CollectionQuery, Condition, Value } from '../../../content-cache/query.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { arbitraryCursor } from './arbitrary-cursor.ts';
import { naiveOrder } from './naive-order.ts';

const LIMITS = [undefined, 0, 1, 2, 3, 100];
const OFFSETS = [undefined, undefined, 0, 1, 2, 3, 6, 100];

const UNFILTERED_WEIGHT = 12;

/** Lists that templates of this site could ask for, narrowed by values that its entries have and by a few that none has; now and then behind no cursor at all. */
export function arbitraryQuery(
  model: ContentModel,
  entries: readonly PublishedEntry[],
): fc.Arbitrary<CollectionQuery> {
  const collections = Object.entries(model.collections)
    .filter(([, { single }]) => !single)
    .map((named) => ({
      // One without entries is asked now and then.
      weight: 1 + entries.filter(({ collection }) => collection === named[0]).length,
      arbitrary: fc.constant(named),
    }));
  return fc.oneof(...collections).chain(([collection, { fields, filterable, sortable }]) => {
    const valuesOf = (field: string): Value[] => {
      const values = entries.flatMap((entry) =>
        entry.collection === collection ? ((entry.fields[field] ?? []) as Value) : [],
      );
      return [...new Set([...values.flat(), fields[field]?.type === 'number' ? 1 : 'm'])];
    };
    const condition = (field: string): fc.Arbitrary<Condition | undefined> => {
      const value = fc.constantFrom(...valuesOf(field));
      const bound = fc.option(
        fc.constantFrom(...valuesOf(field).map((one) => (typeof one === 'boolean' ? 1 : one))),
        {
          nil: undefined,
          freq: 1,
        },
      );
      return fc.oneof(
        // Of several filters hardly anything is left.
        { weight: UNFILTERED_WEIGHT, arbitrary: fc.constant(undefined) },
        value,
        fc.constant(null),
        fc.record({ in: fc.array(value, { maxLength: 3 }) }),
        fc.record({ gt: bound, gte: bound, lt: bound, lte: bound }),
      );
    };
    const keys = [...sortable, 'id'].flatMap((field) => [field, `-${field}`]);
    const sorts = fc.option(
      fc.uniqueArray(fc.constantFrom(...keys), {
        minLength: 1,
        maxLength: 3,
        selector: (key) => key.replace('-', ''),
      }),
      { nil: undefined },
    );
    const own = entries.filter((entry) => entry.collection === collection);
    return sorts.chain((sort) =>
      fc.record({
        collection: fc.constant(collection),
        locale: fc.constantFrom(...model.locales),
        where: fc.record(Object.fromEntries(filterable.map((field) => [field, condition(field)]))),
        sort: fc.constant(sort),
        limit: fc.constantFrom(...LIMITS),
        offset: fc.constantFrom(...OFFSETS),
        after: arbitraryCursor(naiveOrder(model, { collection, sort }), own),
      }),
    );
  });
}
