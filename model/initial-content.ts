import type { Collection } from './content-model.ts';
import type { Field } from './fields.ts';

/** What a new entry, or a part of one, begins with: the declared defaults. */
export function initialContent({ fields }: Pick<Collection, 'fields'>): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = defaultOf(field);
    if (value !== undefined) content[name] = value;
  }
  return content;
}

function defaultOf(field: Field): unknown {
  return 'default' in field ? field.default : undefined;
}
