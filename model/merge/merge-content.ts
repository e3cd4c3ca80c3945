import { canonicalJson } from '../canonical-json.ts';
import type { Field, FieldRecord } from '../fields.ts';
import { EMPTY_DOCUMENT, type RichTextDocument } from '../rich-text/document.ts';
import { isRecord } from '../text-rules.ts';
import { mergeDocuments, type BlockConflict } from './merge-documents.ts';

/** A place that was changed on both sides: a field, or one block of a rich text. */
export type MergeConflict = { path: string } & (
  | { kind: 'field'; before: unknown; ours: unknown; theirs: unknown }
  | ({ kind: 'block' } & BlockConflict)
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
  conflicts.push({ path, kind: 'field', before, ours, theirs });
  return ours;
}

function isSame(one: unknown, other: unknown): boolean {
  return (
    one === other || (one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other))
  );
}

function documentOf(value: unknown): RichTextDocument {
  return isRecord(value) && Array.isArray(value['content']) ? (value as RichTextDocument) : EMPTY_DOCUMENT;
}
