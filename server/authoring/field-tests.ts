import type { Collection } from '../../model/content-model.ts';
import type { Field } from '../../model/fields.ts';
import { readRange, readWhere, type FieldCondition } from '../../model/list-where.ts';
import { listedFields } from '../../model/listed-fields.ts';
import { AppError } from '../errors.ts';
import type { FieldTest } from '../store/entry-values.ts';
import { fieldKey, keyOf } from './listed-values.ts';

type Place = { collection: string | undefined; declared: Collection | undefined };

/** What an index is asked for a condition on each of some fields. */
export function fieldTests(where: string | undefined, { collection, declared }: Place): FieldTest[] {
  if (where === undefined || where === '') return [];
  if (collection === undefined || declared === undefined)
    throw refused('where', 'Fields are those of a collection. Name it as `collection`.');
  const conditions = readWhere(where);
  if (conditions === null)
    throw refused('where', 'Expected conditions such as `featured:true;publishedOn:2026-03-01..`.');
  return conditions.map((condition) => testOf(condition, { collection, declared }));
}

/** The names of fields that are asked for, by a comma. */
export function requireListed(fields: string | undefined, { declared }: Place): string[] {
  if (fields === undefined || fields === '') return [];
  if (declared === undefined)
    throw refused('fields', 'Fields are those of a collection. Name it as `collection`.');
  const known = listedFields(declared).map(([name]) => name);
  const names = fields.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw refused('fields', `Lists do not show "${unknown}". They can show: ${known.join(', ')}.`);
  return [...new Set(names)];
}

function testOf(
  { field: name, value }: FieldCondition,
  { collection, declared }: { collection: string; declared: Collection },
): FieldTest {
  const field = declared.fields[name];
  if (field === undefined || !declared.filterable.includes(name))
    throw refused('where', `The content model does not list "${name}" as filterable.`);
  const key = fieldKey(collection, name);
  const test = field.type === 'date' ? daysOf(field, value) : rangeOrValue(field, value);
  if (test === null) throw refused('where', `"${name}" cannot have this value, or lie in this range.`);
  return { field: key, ...test };
}

type Bounds = Omit<FieldTest, 'field'>;

function rangeOrValue(field: Field, value: string): Bounds | null {
  if (field.type === 'number') {
    const { from, to } = readRange(value) ?? { from: value, to: value };
    const [low, high] = [from, to].map((bound) => (bound === '' ? undefined : keyOf(field, Number(bound))));
    if ([from, to].some((bound) => Number.isNaN(Number(bound)))) return null;
    return boundsOf(low, high === undefined ? undefined : `${high}~`);
  }
  if (field.type === 'boolean') return value === 'true' || value === 'false' ? { equals: value } : null;
  const equals = keyOf(field, value);
  return equals === undefined ? null : { equals };
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Days are in UTC, as those are that templates see where editors left the field empty. */
function daysOf(field: Field & { type: 'date' }, value: string): Bounds | null {
  const { from, to } = readRange(value) ?? { from: value, to: value };
  if (![from, to].every((day) => day === '' || isDay(day))) return null;
  const bounds = boundsOf(from === '' ? undefined : from, to === '' ? undefined : dayAfter(to));
  if (bounds === null || field.whenEmpty !== 'first-publication') return bounds;
  const moments = [bounds.from, bounds.before].map((day) => day && `${day}T00:00:00.000Z`);
  return { ...bounds, published: boundsOf(moments[0], moments[1]) ?? {} };
}

function isDay(day: string): boolean {
  return DAY.test(day) && !Number.isNaN(Date.parse(day));
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}

function boundsOf(
  from: string | undefined,
  before: string | undefined,
): { from?: string; before?: string } | null {
  if (from === undefined && before === undefined) return null;
  return { ...(from !== undefined && { from }), ...(before !== undefined && { before }) };
}

function refused(name: 'where' | 'fields', message: string): AppError {
  return new AppError('invalid-input', 'The list cannot be made like this.', {
    issues: [{ path: `query.${name}`, message }],
  });
}
