import { overlooking, stuckWith } from './forgetful-worker.ts';
import type { Mutant } from './mutant.ts';

/** Each is found by the property test within a few hundred steps. */
export const MUTANTS: readonly Mutant[] = [
  overlooking('entries', "read.kind === 'entry'"),
  overlooking('lists', "read.kind === 'query'"),
  overlooking('cards', "read.kind === 'cards'"),
  overlooking('counts', "read.kind === 'count'"),
  overlooking('paths of other entries', "read.kind === 'path'"),
  overlooking('translations', "read.kind === 'translations'"),
  stuckWith('an entry that was not there', "read.kind === 'entry' && read.answer === null"),
  stuckWith('an empty list', "read.kind === 'query' && read.answer.length === 0"),
  {
    name: 'a sort that does not end in the id',
    file: 'content-cache/query-sql.ts',
    find: "return direction === 'descending' ? `${column} DESC` : column;",
    replace: "return direction === 'descending' && field !== 'id' ? `${column} DESC` : column;",
  },
  {
    name: 'entries without a value come last',
    file: 'content-cache/query-sql.ts',
    find: 'const NO_VALUE = -Infinity;',
    replace: 'const NO_VALUE = Infinity;',
  },
  {
    name: 'an offset that is one too small',
    file: 'content-cache/query-sql.ts',
    find: 'query.limit ?? -1, query.offset]',
    replace: 'query.limit ?? -1, Math.max(0, query.offset - 1)]',
  },
  {
    name: 'no value lies below every upper bound',
    file: 'content-cache/query-sql.ts',
    find: 'parts.where.push(`${column} > ?`);\n  parts.parameters.push(NO_VALUE);',
    replace: '',
  },
  {
    name: 'the first of several filters alone counts',
    file: 'content-cache/query-sql.ts',
    find: 'if (condition === driver) continue;',
    replace: 'if (driver !== undefined) continue;',
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
  },
  {
    name: 'index rows of former values stay',
    file: 'content-cache/item-writer.ts',
    find: 'removeFields.run(entryId);',
    replace: '',
  },
  {
    name: 'a withdrawal does not reach the cache',
    file: 'content-cache/cache.ts',
    find: 'else writer.remove(change.entryId);',
    replace: '',
  },
  {
    name: 'addresses in sitemaps are not followed',
    file: 'server/publishing/render/links.ts',
    find: "'link', 'loc',",
    replace: "'link',",
  },
  {
    name: 'addresses on the site in full are not followed',
    file: 'server/publishing/render/normalize-path.ts',
    find: 'if (url === null || url.origin !== base.origin) return null;',
    replace: "if (url === null || url.origin !== base.origin || link.startsWith('https:')) return null;",
  },
  {
    name: 'the address of a redirect is not followed',
    file: 'server/publishing/render/links.ts',
    find: 'source.location === null ? [] : [source.location]',
    replace: '[]',
  },
  {
    name: 'entries that nothing links to are not public',
    file: 'server/publishing/plan/crawl.ts',
    find: '...roots.entryPaths]',
    replace: ']',
  },
  {
    name: 'what a template answers with 404 is a page',
    file: 'server/publishing/plan/page-file.ts',
    find: "if (status !== 200) return { kind: 'absent' };",
    replace: "if (status !== 200 && status !== 404) return { kind: 'absent' };",
  },
  {
    name: 'a file that goes stays',
    file: 'server/publishing/release/compare-files.ts',
    find: 'if (after.has(file)) continue;',
    replace: 'if (file.length > 0) continue;',
  },
  {
    name: 'a change that keeps the content type is none',
    file: 'server/publishing/release/compare-files.ts',
    find: 'if (isDeepStrictEqual(was, now)) continue;',
    replace: 'if (was?.contentType === now.contentType) continue;',
  },
  {
    name: 'the compressed forms of a changed file stay',
    file: 'server/publishing/target/tree.ts',
    find: 'const destination = join(folder, file);',
    replace: `const destination = join(folder, file);
    if (/[.](br|gz)$/.test(file) && lstatSync(destination, { throwIfNoEntry: false })) return;`,
  },
  {
    name: 'new templates are not released',
    file: 'server/publishing/publish-round.ts',
    find: "if (live.templateBuild !== templates.current().id) return 'template';",
    replace: '',
  },
];
