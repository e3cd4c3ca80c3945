import { VALUE_STEPS, type Mutant } from './mutant.ts';

const QUERY_SQL = 'content-cache/query-sql.ts';
const WRITER = 'content-cache/item-writer.ts';
const FIELD_INDEX = 'content-cache/field-index.ts';

/** Wrong answers. */
export const QUERY_MUTANTS: readonly Mutant[] = [
  {
    name: 'a sort that does not end in the id',
    file: QUERY_SQL,
    find: "query.sort[place]?.order === 'descending' ? `${column} DESC` : column",
    replace:
      "query.sort[place]?.order === 'descending' && query.sort[place].field !== 'id' ? `${column} DESC` : column",
  },
  {
    name: 'entries without a value come last',
    file: QUERY_SQL,
    find: 'const NO_VALUE = -Infinity;',
    replace: 'const NO_VALUE = Infinity;',
  },
  {
    name: 'an offset that is one too small',
    file: QUERY_SQL,
    find: 'query.limit ?? -1, query.offset - (milestone?.before ?? 0)]',
    replace: 'query.limit ?? -1, Math.max(0, query.offset - (milestone?.before ?? 0) - 1)]',
  },
  {
    name: 'no value lies below every upper bound',
    file: QUERY_SQL,
    find: 'parts.where.push(`${column} > ?`);\n  parts.parameters.push(NO_VALUE);',
    replace: '',
  },
  {
    name: 'the first of several filters alone counts',
    file: QUERY_SQL,
    find: 'if (met.some((other) => other === condition)) continue;',
    replace: 'if (met[0] !== undefined) continue;',
  },
  {
    name: 'neighbours in an order that descends are those of one that ascends',
    file: QUERY_SQL,
    find: "(query.sort[place]?.order === 'descending' ? '<' : '>')",
    replace: "'>'",
  },
  {
    name: 'an offset counts from the start of the order, and not from the cursor',
    file: QUERY_SQL,
    find: 'if (query.after !== undefined) addFollowing(',
    replace: 'if (query.after !== undefined && query.offset === 0) addFollowing(',
  },
  {
    name: 'a cursor of another order is one of this',
    file: 'content-cache/complete-query.ts',
    find: 'if (values?.length === length) return values;',
    replace:
      'if (values != null) return [...values, ...Array.from({ length }, () => null)].slice(0, length);',
  },
  {
    name: 'no index row says that there is no value',
    file: 'content-cache/collection-index.ts',
    find: 'return values.length === 0 ? [null] : [...new Set(values)];',
    replace: 'return [...new Set(values)];',
  },
  {
    name: 'of a list field only the first value is indexed',
    file: 'content-cache/collection-index.ts',
    find: ': [...new Set(values)];',
    replace: ': values.slice(0, 1);',
    only: VALUE_STEPS,
  },
  {
    name: 'index rows of former values stay',
    file: FIELD_INDEX,
    find: '      for (const row of rowsOf(entryId)) removeRow(entryId, shelf, row);\n',
    replace: '',
  },
  {
    name: 'former entries go on being counted',
    file: FIELD_INDEX,
    find: '    sql.uncount.run(collection, locale, field, value);\n',
    replace: '',
  },
  {
    name: 'a value that no entry has stays a value',
    file: FIELD_INDEX,
    find: '    sql.removeCount.run(collection, locale, field, value);\n',
    replace: '',
  },
  {
    name: 'what an entry named goes on being named',
    file: WRITER,
    find: '    sql.removeLinks.run(entryId);\n',
    replace: '',
  },
  {
    name: 'an edited entry stays in the lists of before',
    file: FIELD_INDEX,
    find: '      for (const row of before.filter(isMissingIn(after))) removeRow(id, entry, row);\n',
    replace: '',
  },
  {
    name: 'an edited entry goes on naming what it named',
    file: WRITER,
    find: '      for (const link of known.difference(links)) sql.removeLink.run(link, entry.id);\n',
    replace: '',
  },
  {
    name: 'a withdrawal does not reach the cache',
    file: WRITER,
    find: 'return writer.remove(change.entryId);',
    replace: 'return;',
  },
];
