import type { Field, FieldOf, FieldRecord } from '../../model/fields.ts';
import { isRecord } from '../../model/text-rules.ts';

type Content = Readonly<Record<string, unknown>>;
/** `place` is where it stands, as issues name it: `sections[1].text`. */
type Change = (value: unknown, place: string) => unknown;
type Walk = { change: Change; place: string };

/**
 * The content with every rich-text value replaced, however deep in groups, lists and blocks it stands. It may be content from
 * outside: what does not have the model's shape stays as it is, for the validation to name.
 */
export function mapRichText(fields: FieldRecord, content: Content, change: Change): Record<string, unknown> {
  return mapFields(fields, content, { change, place: '' });
}

function mapFields(fields: FieldRecord, content: Content, { change, place }: Walk): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const inside = { change, place: place === '' ? name : `${place}.${name}` };
      return [name, field === undefined ? value : mapValue(field, value, inside)];
    }),
  );
}

function mapValue(field: Field, value: unknown, walk: Walk): unknown {
  if (field.type === 'richText') return walk.change(value, walk.place);
  if (field.type === 'group') return isRecord(value) ? mapFields(field.fields, value, walk) : value;
  if (field.type === 'list') return mapItems(value, walk, (item, at) => mapValue(field.of, item, at));
  if (field.type === 'blocks') return mapItems(value, walk, (item, at) => mapBlock(field, item, at));
  return value;
}

function mapBlock({ kinds }: FieldOf<'blocks'>, item: unknown, walk: Walk): unknown {
  if (!isRecord(item) || typeof item['type'] !== 'string') return item;
  const kind = Object.hasOwn(kinds, item['type']) ? kinds[item['type']] : undefined;
  return kind === undefined ? item : mapFields(kind.fields, item, walk);
}

function mapItems(
  value: unknown,
  { change, place }: Walk,
  mapItem: (item: unknown, walk: Walk) => unknown,
): unknown {
  return Array.isArray(value)
    ? value.map((item: unknown, index) => mapItem(item, { change, place: `${place}[${index}]` }))
    : value;
}
