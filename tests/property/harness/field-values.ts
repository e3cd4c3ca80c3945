import { type Field, referencedCollections, selectValues } from '../../../model/fields.ts';
import type { World } from './world.ts';

type FieldPlace = { collection: string; locale: string; name: string; field: Field };

const TEXTS = ['Same', 'Same', 'Alpha', 'beta', 'Ärger & <co>', 'Zed'];
const DAYS = [null, '2026-03-01', '2026-03-01', '2026-03-02', '2026-03-04'];
const MOMENTS = [null, '2026-03-01T08:00:00.000Z', '2026-03-02T09:30:00.000Z'];
const REFERENCES_MAX = 3;

/** The value that a number picks for a field; undefined for a field whose values no step changes. */
export function valueFor(world: World, place: FieldPlace, pick: number): unknown {
  const { collection, field, name } = place;
  const pool = world.site.pools[`${collection}.${name}`] ?? poolFor(world, place);
  const fitting = isRequired(field) ? pool.filter((value) => value !== null) : pool;
  return fitting.length === 0 ? undefined : fitting[pick % fitting.length];
}

export function isRequired(field: Field): boolean {
  return 'required' in field && field.required;
}

/** Few values of each kind, so that they meet; null is none. */
function poolFor(world: World, { field, locale }: FieldPlace): readonly unknown[] {
  switch (field.type) {
    case 'text':
      return TEXTS;
    case 'date':
      return field.time === true ? MOMENTS : DAYS;
    case 'boolean':
      return [true, false, null];
    case 'number':
      return [null, field.min ?? 0, 1, 2, field.max ?? 3];
    case 'select': {
      const values = selectValues(field);
      return field.multiple === true ? [null, ...subsets(values)] : [null, ...values];
    }
    case 'reference': {
      const collections = referencedCollections(field);
      const ids = world.entries
        .filter((entry) => collections.includes(entry.collection) && entry.locale === locale)
        .map(({ id }) => id);
      return field.multiple === true ? [null, ...runs(ids)] : [null, ...ids];
    }
    case 'slug':
    case 'richText':
    case 'image':
    case 'file':
    case 'list':
    case 'group':
    case 'blocks':
      return [];
    default:
      return field satisfies never;
  }
}

function subsets<T>(values: readonly T[]): T[][] {
  const found: T[][] = [[]];
  for (const value of values) found.push(...found.map((set) => [...set, value]));
  return found.slice(1);
}

/** A few neighbours, forwards and backwards: the order of references matters. */
function runs<T>(values: readonly T[]): T[][] {
  const found: T[][] = [];
  for (let start = 0; start < values.length; start += 1) {
    for (let length = 1; length <= REFERENCES_MAX; length += 1) {
      const run = values.slice(start, start + length);
      found.push(run, run.toReversed());
    }
  }
  return found;
}
