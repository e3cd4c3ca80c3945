import type Database from 'better-sqlite3';
import { NO_MEMORY } from '../row-memory.ts';
import { statementCache } from '../statement-cache.ts';
import { createSelection, type Selection } from './selection.ts';

/** Over the content as this connection sees it. */
export function createSelectionOf(connection: Database.Database): Selection {
  const statement = statementCache(connection);
  return createSelection({
    count: ({ sql, parameters }) => (statement(sql).get(...parameters) as { found: number }).found,
    rows: ({ sql, parameters }) => statement(sql).all(...parameters),
    ...NO_MEMORY,
  });
}
