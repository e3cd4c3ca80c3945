import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openTestCache } from '../test-content.ts';
import { brokenStatements } from './broken-links.ts';
import { dirtyStatements, leadingStatements, pageStatements, sampleStatements } from './statements.ts';

/** Through the whole graph: what costs more with every page that there is. */
const WALK = /\(graph_id=\?\)$|^SCAN page/;
const OF_ALL_PAGES = new Set([
  'addLooked',
  'cleanOfRoutes',
  'countPages',
  'pages',
  'dirtyAll',
  'dirtyRoute',
  'firstId',
  'lastId',
]);

test('what every publication and every sample asks costs the same however many pages there are', () => {
  const { connection } = openTestCache().cache;
  const statements = Object.entries({
    ...pageStatements(connection),
    ...leadingStatements(connection),
    ...sampleStatements(connection),
    ...dirtyStatements(connection),
    ...brokenStatements(connection),
  });
  const walks = statements.filter(
    ([name, { source }]) => !OF_ALL_PAGES.has(name) && planOf(connection, source).some(isWalk),
  );
  expect(walks.map(([name]) => name)).toEqual([]);
});

function isWalk(detail: string): boolean {
  return WALK.test(detail) && !detail.includes('INDEX page_dirty ');
}

function planOf(connection: Database.Database, source: string): string[] {
  const values = source.replaceAll(/@\w+/g, '1');
  const given = Array.from(values.matchAll(/\?/g), () => 1);
  const rows = connection.prepare(`EXPLAIN QUERY PLAN ${values}`).all(...given) as { detail: string }[];
  return rows.map(({ detail }) => detail);
}
