import { diffArrays } from 'diff';
import { canonicalJson } from '../canonical-json.ts';
import type { Field, FieldOf, FieldRecord } from '../fields.ts';
import { EMPTY_DOCUMENT, type RichTextDocument } from '../rich-text/document.ts';
import { isRecord } from '../text-rules.ts';
import { compareDocuments, type BlockDifference } from './compare-documents.ts';
import { wordComparison, type CompareWords, type WordRun } from './compare-words.ts';

/** A field that is not the same in both, or a part of one: `seo.title`, `links[1].href`. */
export type FieldDifference = { path: string; label: string } & (
  | { kind: 'text'; words: WordRun[] }
  | { kind: 'richText'; blocks: BlockDifference[] }
  /** Null where it is empty, or not there. */
  | { kind: 'value'; before: unknown; after: unknown }
);

type Content = Readonly<Record<string, unknown>>;
type Comparison = { before: unknown; after: unknown; path: string; label: string; words: CompareWords };

/**
 * Field by field, in the order of the model; a field that the model has lost comes last, since older versions may hold it. Items of a list that
 * are in both are found wherever they went; one that took the place of another of its kind is compared with it.
 */
export function compareContent(
  fields: FieldRecord,
  { before, after, locale }: { before: Content; after: Content; locale: string },
): FieldDifference[] {
  const words = wordComparison(locale);
  const lost = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !Object.hasOwn(fields, name),
  );
  return [
    ...compareFields(fields, { before, after, path: '', label: '', words }),
    ...lost.flatMap((name) =>
      compareValues({ before: before[name], after: after[name], path: name, label: name, words }),
    ),
  ];
}

function compareFields(fields: FieldRecord, comparison: Comparison): FieldDifference[] {
  const [before, after] = [recordOf(comparison.before), recordOf(comparison.after)];
  return Object.entries(fields).flatMap(([name, field]) =>
    compareField(field, {
      before: before[name],
      after: after[name],
      path: `${comparison.path}${name}`,
      label: labelOf(field, name),
      words: comparison.words,
    }),
  );
}

function compareField(field: Field, comparison: Comparison): FieldDifference[] {
  const { after, before, label, path, words } = comparison;
  if (jsonOf(before) === jsonOf(after)) return [];
  if (field.type === 'text' || field.type === 'slug')
    return [{ path, label, kind: 'text', words: words(textOf(before), textOf(after)) }];
  if (field.type === 'richText') {
    const blocks = compareDocuments(documentOf(before), documentOf(after), words);
    return [{ path, label, kind: 'richText', blocks }];
  }
  if (field.type === 'group') return compareFields(field.fields, { ...comparison, path: `${path}.` });
  if (field.type === 'list' || field.type === 'blocks') return compareLists(field, comparison);
  return compareValues(comparison);
}

function compareValues({ after, before, label, path }: Comparison): FieldDifference[] {
  if (jsonOf(before) === jsonOf(after)) return [];
  return [{ path, label, kind: 'value', before: before ?? null, after: after ?? null }];
}

type ListField = FieldOf<'list'> | FieldOf<'blocks'>;

function compareLists(
  field: ListField,
  { after, before, label, path, words }: Comparison,
): FieldDifference[] {
  return changedRuns(listOf(before), listOf(after)).flatMap(({ at, removed, added }) =>
    Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => {
      const place = `${path}[${at + index}]`;
      return compareItems(field, { before: removed[index], after: added[index], path: place, label, words });
    }).flat(),
  );
}

/** What lies between items that are in both; `at` is where, in the list after. */
function changedRuns(before: readonly unknown[], after: readonly unknown[]) {
  const changed: { at: number; removed: unknown[]; added: unknown[] }[] = [];
  let [old, now, wasSame] = [0, 0, true];
  for (const { added, count, removed } of diffArrays(before.map(jsonOf), after.map(jsonOf))) {
    const isSame = !added && !removed;
    if (!isSame && wasSame) changed.push({ at: now, removed: [], added: [] });
    if (removed) changed.at(-1)?.removed.push(...before.slice(old, old + count));
    if (added) changed.at(-1)?.added.push(...after.slice(now, now + count));
    if (!added) old += count;
    if (!removed) now += count;
    wasSame = isSame;
  }
  return changed;
}

function compareItems(field: ListField, comparison: Comparison): FieldDifference[] {
  const { after, before, path } = comparison;
  if (before === undefined || after === undefined) return compareValues(comparison);
  if (field.type === 'list') return compareField(field.of, comparison);
  const [oldType, type] = [recordOf(before)['type'], recordOf(after)['type']];
  const kind = typeof type === 'string' && Object.hasOwn(field.kinds, type) ? field.kinds[type] : undefined;
  return kind === undefined || oldType !== type
    ? compareValues(comparison)
    : compareFields(kind.fields, { ...comparison, path: `${path}.` });
}

/** As it is called where no language is known. */
function labelOf({ label }: Field, name: string): string {
  if (label === undefined) return name;
  return typeof label === 'string' ? label : (label['en'] ?? Object.values(label)[0] ?? name);
}

function recordOf(value: unknown): Content {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The shape is read leniently: an older version may hold something else in the field. */
function documentOf(value: unknown): RichTextDocument {
  return isRecord(value) && Array.isArray(value['content']) ? (value as RichTextDocument) : EMPTY_DOCUMENT;
}

function jsonOf(value: unknown): string {
  return value === undefined || value === null ? '' : canonicalJson(value);
}
