import type { Field, FieldRecord } from './fields.ts';
import { isRecord } from './text-rules.ts';

type Content = Readonly<Record<string, unknown>>;

/** The media files that stand in validated content, each once. */
export function collectMediaIds(fields: FieldRecord, content: Content): Set<string> {
  return new Set([...usesInFields(fields, content)].map(({ id }) => id));
}

/** Those that are shown somewhere without words of that place: what the library says of them is all that is said. */
export function collectBareMediaIds(fields: FieldRecord, content: Content): Set<string> {
  const bare = [...usesInFields(fields, content)].filter(({ isBare }) => isBare);
  return new Set(bare.map(({ id }) => id));
}

type Uses = Generator<{ id: string; isBare: boolean }, void>;

function* usesInFields(fields: FieldRecord, content: Content): Uses {
  for (const [name, field] of Object.entries(fields)) yield* usesInValue(field, content[name]);
}

function* usesInValue(field: Field, value: unknown): Uses {
  if (value === undefined) return;
  if (field.type === 'image' || field.type === 'file') {
    if (isRecord(value) && typeof value['media'] === 'string')
      yield { id: value['media'], isBare: field.type === 'image' && value['alt'] === undefined };
  } else if (field.type === 'richText') {
    yield* usesInRichText(value);
  } else if (field.type === 'group') {
    if (isRecord(value)) yield* usesInFields(field.fields, value);
  } else if (field.type === 'list') {
    for (const item of itemsOf(value)) yield* usesInValue(field.of, item);
  } else if (field.type === 'blocks') {
    for (const item of itemsOf(value))
      if (isRecord(item)) yield* usesInFields(field.kinds[String(item['type'])]?.fields ?? {}, item);
  }
}

/** Whatever node names one in its attributes. */
function* usesInRichText(node: unknown): Uses {
  if (!isRecord(node)) return;
  const { alt = null, mediaId = null } = isRecord(node['attrs']) ? node['attrs'] : {};
  if (typeof mediaId === 'string') yield { id: mediaId, isBare: alt === null };
  for (const child of itemsOf(node['content'])) yield* usesInRichText(child);
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
