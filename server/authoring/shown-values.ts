import type { Transaction } from 'kysely';
import type { Collection } from '../../model/content-model.ts';
import type { EntryScope } from '../store/entry-scope.ts';
import { readListedValues } from '../store/entry-values.ts';
import type { Tables } from '../store/tables.ts';
import type { EntrySummary } from './entry-details.ts';
import { fieldKey, valueOfKey } from './listed-values.ts';

/** An entry in a list, with what its draft has in the fields that the list was asked for. */
export type ListedEntry = EntrySummary & { values?: Record<string, ShownField[]> };

type ShownField = { value: string; title: string | null };

type Showing = {
  collection: string;
  declared: Collection;
  fields: readonly string[];
  scope: EntryScope;
};

/** The entries of a page of a list, each with what its draft has in these fields. */
export async function withValues(
  tx: Transaction<Tables>,
  entries: readonly EntrySummary[],
  { collection, declared, fields, scope }: Showing,
): Promise<ListedEntry[]> {
  const keys = new Map(fields.map((name) => [fieldKey(collection, name), name]));
  const entryIds = entries.map(({ id }) => id);
  const rows = await readListedValues(tx, { entryIds, fields: [...keys.keys()], scope });
  const byEntry = Map.groupBy(rows, ({ entryId }) => entryId);
  return entries.map((entry) => {
    const found = Map.groupBy(byEntry.get(entry.id) ?? [], (row) => keys.get(row.field));
    const values = fields.map((name): [string, ShownField[]] => {
      const field = declared.fields[name];
      if (field === undefined) return [name, []];
      const shown = (found.get(name) ?? []).map(({ title, value }) => ({
        value: valueOfKey(field, value),
        title: field.type === 'reference' ? title : null,
      }));
      const isPublicationDay = field.type === 'date' && field.whenEmpty === 'first-publication';
      if (shown.length > 0 || !isPublicationDay || entry.firstPublishedAt === null) return [name, shown];
      const value = field.time === true ? entry.firstPublishedAt : entry.firstPublishedAt.slice(0, 10);
      return [name, [{ value, title: null }]];
    });
    return { ...entry, values: Object.fromEntries(values) };
  });
}
