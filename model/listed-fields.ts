import type { Collection } from './content-model.ts';
import type { Field, FieldType } from './fields.ts';

/** Short enough to stand in a column. */
const SHORT = new Set<FieldType>(['boolean', 'number', 'date', 'select', 'reference']);

/** The fields whose values lists know: those that are short, and any other that the model lets lists be narrowed by. */
export function listedFields({ fields, filterable }: Collection): [name: string, field: Field][] {
  return Object.entries(fields).filter(([name, field]) => SHORT.has(field.type) || filterable.includes(name));
}
