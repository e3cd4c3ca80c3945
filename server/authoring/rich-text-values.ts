import type { Field, FieldOf, FieldRecord } from '../../model/fields.ts';
import { isRecord } from '../../model/text-rules.ts';

type Content = Readonly<Record<string, unknown>>;
type Change = (value: unknown) => unknown;

/**
 * The content with every rich-text value replaced, however deep in groups, lists and blocks it stands. It may be content from
 * outside: what does not have the model's shape stays as it is, for the validation to name.
 */
export function mapRichText(fields: FieldRecord, content: Content, change: Change): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return [name, field === undefined ? value : mapValue(field, value, change)];
    }),
  );
}

function mapValue(field: Field, value: unknown, change: Change): unknown {
  if (field.type === 'richText') return change(value);
  if (field.type === 'group') return isRecord(value) ? mapRichText(field.fields, value, change) : value;
  if (field.type === 'list') return mapItems(value, (item) => mapValue(field.of, item, change));
  if (field.type === 'blocks') return mapItems(value, (item) => mapBlock(field, item, change));
  return value;
}

function mapBlock({ kinds }: FieldOf<'blocks'>, item: unknown, change: Change): unknown {
  if (!isRecord(item) || typeof item['type'] !== 'string') return item;
  const kind = Object.hasOwn(kinds, item['type']) ? kinds[item['type']] : undefined;
  return kind === undefined ? item : mapRichText(kind.fields, item, change);
}

function mapItems(value: unknown, change: Change): unknown {
  return Array.isArray(value) ? value.map((item: unknown) => change(item)) : value;
}
