import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** What people have made, and no program can make again, by what a person calls it. */
const CONTENT_TABLES = {
  entries: 'entry',
  versions: 'version',
  publications: 'publication',
  accounts: 'user',
  media: 'media',
} as const satisfies Record<string, keyof Tables>;

/** How much there is of each; a table that is not there holds nothing. */
export async function countContent(database: Database): Promise<Record<string, number>> {
  const existing = new Set((await database.db.introspection.getTables()).map(({ name }) => name));
  const counts: Record<string, number> = {};
  for (const [what, table] of Object.entries(CONTENT_TABLES)) {
    if (!existing.has(table)) continue;
    const { rows } = await database.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('rows'))
      .executeTakeFirstOrThrow();
    counts[what] = Number(rows);
  }
  return counts;
}
