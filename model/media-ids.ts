import type { Field, FieldRecord } from './fields.ts';
import { isRecord } from './text-rules.ts';

/** The media files that stand in validated content, each once. */
export function collectMediaIds(
  fields: FieldRecord,
  content: Readonly<Record<string, unknown>>,
): Set<string> {
  return new Set(idsInFields(fields, content));
}

type Ids = Generator<string, void>;

function* idsInFields(fields: FieldRecord, content: Readonly<Record<string, unknown>>): Ids {
  for (const [name, field] of Object.entries(fields)) yield* idsInValue(field, content[name]);
}

function* idsInValue(field: Field, value: unknown): Ids {
  if (value === undefined) return;
  if (field.type === 'image' || field.type === 'file') {
    if (isRecord(value) && typeof value['media'] === 'string') yield value['media'];
  } else if (field.type === 'richText') {
    yield* idsInRichText(value);
  } else if (field.type === 'group') {
    if (isRecord(value)) yield* idsInFields(field.fields, value);
  } else if (field.type === 'list') {
    for (const item of itemsOf(value)) yield* idsInValue(field.of, item);
  } else if (field.type === 'blocks') {
    for (const item of itemsOf(value))
      if (isRecord(item)) yield* idsInFields(field.kinds[String(item['type'])]?.fields ?? {}, item);
  }
}

/** Whatever node names one in its attributes. */
function* idsInRichText(node: unknown): Ids {
  if (!isRecord(node)) return;
  const mediaId = isRecord(node['attrs']) ? node['attrs']['mediaId'] : undefined;
  if (typeof mediaId === 'string') yield mediaId;
  for (const child of itemsOf(node['content'])) yield* idsInRichText(child);
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
