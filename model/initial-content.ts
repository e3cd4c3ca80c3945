import type { Collection } from './content-model.ts';
import type { Field } from './fields.ts';

/** What a new entry begins with: the declared defaults. */
export function initialContent(collection: Collection): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(collection.fields)) {
    const value = defaultOf(field);
    if (value !== undefined) content[name] = value;
  }
  return content;
}

function defaultOf(field: Field): unknown {
  return 'default' in field ? field.default : undefined;
}
