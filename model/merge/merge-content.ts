import { canonicalJson } from '../canonical-json.ts';
import type { Field, FieldOf, FieldRecord } from '../fields.ts';
import { EMPTY_DOCUMENT, type RichTextDocument } from '../rich-text/document.ts';
import { isRecord } from '../text-rules.ts';
import { mergeDocuments, type BlockConflict } from './merge-documents.ts';
import { mergeLists, type ItemConflict } from './merge-lists.ts';

/** A place that was changed on both sides: a field, one block of a rich text, or one item of a list. */
export type MergeConflict = { path: string } & (
  | { kind: 'field'; before: unknown; ours: unknown; theirs: unknown }
  | ({ kind: 'block' } & BlockConflict)
  | ({ kind: 'item' } & ItemConflict)
);

type Content = Readonly<Record<string, unknown>>;
export type Merged = { content: Record<string, unknown>; conflicts: MergeConflict[] };
type Three<Value> = { before: Value; ours: Value; theirs: Value };

/** Two people's changes to one content. Where both have changed the same, ours stays, and it is told. */
export function mergeContent(fields: FieldRecord, { before, ours, theirs }: Three<Content>): Merged {
  const conflicts: MergeConflict[] = [];
  const content = mergeFields(fields, { before, ours, theirs, path: '', conflicts });
  return { content, conflicts };
}

type Merging<Value> = Three<Value> & { path: string; conflicts: MergeConflict[] };

function mergeFields(
  fields: FieldRecord,
  { before, conflicts, ours, path, theirs }: Merging<Content>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(ours)])) {
    const value = mergeValue(fields[name], {
      before: before[name],
      ours: ours[name],
      theirs: theirs[name],
      path: `${path}${name}`,
      conflicts,
    });
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

function mergeValue(field: Field | undefined, merging: Merging<unknown>): unknown {
  const { before, conflicts, ours, path, theirs } = merging;
  if (isSame(ours, theirs) || isSame(theirs, before)) return ours;
  if (isSame(ours, before)) return theirs;
  if (field?.type === 'richText' && isRecord(ours) && isRecord(theirs)) {
    const merged = mergeDocuments({
      before: documentOf(before),
      ours: documentOf(ours),
      theirs: documentOf(theirs),
    });
    conflicts.push(...merged.conflicts.map((conflict) => ({ path, kind: 'block' as const, ...conflict })));
    return merged.document;
  }
  if (field?.type === 'group' && isRecord(ours) && isRecord(theirs)) {
    const inside = { before: isRecord(before) ? before : {}, ours, theirs, path: `${path}.`, conflicts };
    return mergeFields(field.fields, inside);
  }
  if (isListField(field) && isListOrNone(before) && isListOrNone(ours) && isListOrNone(theirs)) {
    const isSet = field.type !== 'list' && field.type !== 'blocks';
    const merged = mergeLists(
      { before: before ?? [], ours: ours ?? [], theirs: theirs ?? [] },
      { isSet, mergeItem: (item) => mergeItem(field, item) },
    );
    conflicts.push(...merged.conflicts.map((conflict) => ({ path, kind: 'item' as const, ...conflict })));
    return merged.list.length === 0 ? undefined : merged.list;
  }
  conflicts.push({ path, kind: 'field', before, ours, theirs });
  return ours;
}

type ListField = FieldOf<'list'> | FieldOf<'blocks'> | FieldOf<'reference'> | FieldOf<'select'>;

function isListField(field: Field | undefined): field is ListField {
  if (field?.type === 'reference' || field?.type === 'select') return field.multiple === true;
  return field?.type === 'list' || field?.type === 'blocks';
}

/** An empty list is left out. */
function isListOrNone(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

/** Where one of its fields was changed on both sides, it is the whole item that somebody has to look at. */
function mergeItem(field: ListField, item: Three<unknown>): { value: unknown } | 'conflict' {
  const conflicts: MergeConflict[] = [];
  const value = mergeValue(fieldOfItem(field, item), { ...item, path: '', conflicts });
  return conflicts.length > 0 ? 'conflict' : { value };
}

function fieldOfItem(field: ListField, { ours, theirs }: Three<unknown>): Field | undefined {
  if (field.type === 'list') return field.of;
  if (field.type !== 'blocks' || !isRecord(ours) || !isRecord(theirs)) return undefined;
  const type = ours['type'] === theirs['type'] ? ours['type'] : undefined;
  const kind = typeof type === 'string' && Object.hasOwn(field.kinds, type) ? field.kinds[type] : undefined;
  return kind === undefined ? undefined : { type: 'group', fields: kind.fields };
}

function isSame(one: unknown, other: unknown): boolean {
  return (
    one === other || (one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other))
  );
}

function documentOf(value: unknown): RichTextDocument {
  return isRecord(value) && Array.isArray(value['content']) ? (value as RichTextDocument) : EMPTY_DOCUMENT;
}
