import type { Field, FieldRecord } from './fields.ts';
import { plainText } from './rich-text/plain-text.ts';
import type { RichTextDocument } from './rich-text/document.ts';
import { isRecord } from './text-rules.ts';

/** What people wrote into the content, a line per piece: for searches. */
export function contentText(fields: FieldRecord, content: Readonly<Record<string, unknown>>): string {
  return [...textsIn(fields, content)].join('\n');
}

function* textsIn(fields: FieldRecord, content: Readonly<Record<string, unknown>>): Iterable<string> {
  for (const [name, field] of Object.entries(fields)) {
    if (Object.hasOwn(content, name)) yield* textsOf(field, content[name]);
  }
}

function* textsOf(field: Field, value: unknown): Iterable<string> {
  if (field.type === 'text' || field.type === 'slug') {
    if (typeof value === 'string') yield value;
  } else if (field.type === 'richText') {
    // It was validated when it was saved.
    if (isRecord(value)) yield plainText(value as RichTextDocument);
  } else if (field.type === 'group') {
    if (isRecord(value)) yield* textsIn(field.fields, value);
  } else if (field.type === 'list') {
    for (const item of itemsOf(value)) yield* textsOf(field.of, item);
  } else if (field.type === 'blocks') {
    for (const item of itemsOf(value)) {
      if (isRecord(item)) yield* textsIn(field.kinds[String(item['type'])]?.fields ?? {}, item);
    }
  }
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
