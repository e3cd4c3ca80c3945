import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { readEntry } from '../../../server/store/entries.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import { createEntry } from './fixtures.ts';

it.runIf(DIALECTS.includes('postgres'))(
  'a connection with a plan from before a migration is replaced, and the next try works',
  async () => {
    const test = await openTestDatabase('postgres');
    const { database } = test;
    try {
      const { id } = await createEntry(database, { title: 'Before' });
      expect(await readEntry(database.db, { id })).toMatchObject({ title: 'Before' });
      await database.changeSchema((tx) => sql`alter table entry alter column title type varchar`.execute(tx));
      await expect(readEntry(database.db, { id })).rejects.toMatchObject({ code: 'database-unavailable' });
      expect(await readEntry(database.db, { id })).toMatchObject({ title: 'Before' });
    } finally {
      await test.close();
    }
  },
);
