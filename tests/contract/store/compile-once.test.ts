import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileOnce } from '../../../server/store/compile-once.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { createEntry } from './fixtures.ts';

describe.each(DIALECTS)('a query that is compiled once on %s', (dialect) => {
  let opened: TestDatabase;
  const entryIds: string[] = [];
  beforeAll(async () => {
    opened = await openTestDatabase(dialect);
    for (let entry = 0; entry < 20; entry += 1) {
      const slug = `entry-${entry}`;
      entryIds.push((await createEntry(opened.database, { slug })).id);
    }
  });
  afterAll(() => opened.close());

  test('is built once for each length of a list, and every time where that is long', async () => {
    let built = 0;
    const select = compileOnce((db, { ids, locale }: { ids: readonly string[]; locale: string }) => {
      built += 1;
      return db.selectFrom('entry').select('id').where('locale', '=', locale).where('id', 'in', ids);
    });
    for (const [length, builtSoFar] of [
      [1, 1],
      [3, 2],
      [1, 2],
      [3, 2],
      [17, 3],
      [17, 4],
    ] as const) {
      const ids = entryIds.slice(-length);
      const { rows } = await select(opened.database.db, { ids, locale: 'en' });
      expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
      expect(built).toBe(builtSoFar);
    }
    expect((await select(opened.database.db, { ids: entryIds.slice(0, 3), locale: 'de' })).rows).toEqual([]);
  });

  test('inserts as many rows as there are', async () => {
    const insert = compileOnce((db, { rows }: { rows: readonly { path: string; entry_id: string }[] }) =>
      db.insertInto('public_path').values(rows),
    );
    for (const count of [1, 2, 2, 17]) {
      await opened.database.write(async (tx) => {
        await tx.deleteFrom('public_path').execute();
        const rows = entryIds.slice(0, count).map((id, index) => ({ path: `/${index}/`, entry_id: id }));
        await insert(tx, { rows });
        const stored = await tx.selectFrom('public_path').select(['path', 'entry_id']).execute();
        expect(new Set(stored.map((row) => JSON.stringify(row)))).toEqual(
          new Set(rows.map((row) => JSON.stringify(row))),
        );
      });
    }
  });
});
