import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEntry } from '../../../server/store/entries.ts';
import { newId } from '../../../server/store/new-id.ts';
import { claimPath, findPathHolder } from '../../../server/store/public-paths.ts';
import { readVersion } from '../../../server/store/versions.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { createEntry } from './fixtures.ts';

/** What each dialect must give back exactly as it was given. */
const TEXTS = {
  emoji: '👩🏽‍🚀 lifts off 🚀, 👍🏿',
  'right to left': 'שָׁלוֹם עולם · مرحبا بالعالم \u202Eabc\u202C',
  'combining marks, which are not composed': 'e\u0301 and \u00E9, Z͑ͫ̓a̴l̕go',
  'beyond the basic plane': '𝒜𠜎🀄',
  'quotes and escapes': `'; drop table entry; -- " \\ \\u0041 $1 ? %s`,
  'white space': ' \t\r\n\u00A0\u2028\u2029\uFEFF ',
  'non-characters and private use': '\uFFFD\uFFFE\uE000\u{10FFFF}',
};

const NUMBERS = [0, -0, 1, -1.5, 0.1, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER];

describe.each(DIALECTS)('values on %s', (dialect) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterAll(() => opened.close());

  test.each(Object.entries(TEXTS))('of text come back unchanged: %s', async (_, text) => {
    const content = { [text]: [text, { nested: text }] };
    const { id, versionId } = await createEntry(opened.database, { title: text, slug: text, content });
    const entry = await readEntry(opened.database.db, { id });
    expect(entry).toMatchObject({ title: text, draft: { slug: text, content } });
    await opened.database.write((tx) => claimPath(tx, { path: text, entryId: id }));
    expect(await findPathHolder(opened.database.db, { path: text })).toBe(id);
    expect(await readVersion(opened.database.db, { id: versionId })).toMatchObject({ content });
  });

  test('of JSON come back unchanged: every type, empty ones, long and deep ones', async () => {
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 100; depth++) deep = [{ deep }];
    const long = 'long '.repeat(50_000);
    const content = {
      numbers: NUMBERS,
      no: false,
      yes: true,
      nothing: null,
      list: [],
      object: {},
      '': '',
      long,
      deep,
    };
    const { id, versionId } = await createEntry(opened.database, { content });
    // JSON has no negative zero.
    const expected = { ...content, numbers: NUMBERS.map((number) => (number === 0 ? 0 : number)) };
    expect(await readEntry(opened.database.db, { id })).toMatchObject({ draft: { content: expected } });
    expect(await readVersion(opened.database.db, { id: versionId })).toMatchObject({ content: expected });
  });

  async function hashOf(content: Record<string, unknown>): Promise<string | undefined> {
    const { versionId } = await createEntry(opened.database, { content });
    return (await readVersion(opened.database.db, { id: versionId }))?.contentHash;
  }

  test('of JSON have the same hash in whatever order their keys come', async () => {
    const hash = '43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777';
    expect(await hashOf({ b: 2, a: 1 })).toBe(hash);
    expect(await hashOf({ a: 1, b: 2 })).toBe(hash);
  });

  test.each([
    '0001-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '2026-03-01T08:00:00.000Z',
    '2026-03-29T01:30:00.005Z',
    '9999-12-31T23:59:59.999Z',
  ])('of time come back in UTC with milliseconds: %s', async (time) => {
    const { id } = await createEntry(opened.database, { createdAt: time });
    expect(await readEntry(opened.database.db, { id })).toMatchObject({ createdAt: time, updatedAt: time });
  });

  test('of time in any other form are refused or come back in that one', async () => {
    const times = ['2026-03-01T09:00:00.000+01:00', '2026-03-01 08:00:00.000Z', '2026-03-01T08:00:00Z'];
    for (const createdAt of times) {
      const stored = await createEntry(opened.database, { createdAt }).then(
        async ({ id }) => (await readEntry(opened.database.db, { id }))?.createdAt,
        String,
      );
      expect(stored).toMatch(dialect === 'sqlite' ? 'CHECK constraint failed' : '2026-03-01T08:00:00.000Z');
    }
  });

  test('of whole numbers are numbers', async () => {
    const counted = sql`select count(*) as n, ${sql.lit(2 ** 53 - 1)} as big from publication_head`;
    expect((await counted.execute(opened.database.db)).rows).toEqual([{ n: 1, big: 2 ** 53 - 1 }]);
  });

  test('outside of what a column may hold are refused', async () => {
    const { id, versionId } = await createEntry(opened.database);
    const set = (statement: ReturnType<typeof sql>) => opened.database.write((tx) => statement.execute(tx));
    const badStatements = [
      sql`update publication_head set singleton = 2`,
      sql`update version set number = 0 where id = ${versionId}`,
      sql`update version set content = 'not json' where id = ${versionId}`,
      sql`update entry set created_at = 'no time' where id = ${id}`,
      sql`update entry set published_version_id = ${newId()} where id = ${id}`,
      sql`insert into version (id, entry_id, number, content, content_hash, slug, model_fingerprint, name, created_at, created_by, erased_at) select ${newId()}, entry_id, number, content, content_hash, slug, model_fingerprint, name, created_at, created_by, erased_at from version where id = ${versionId}`,
      sql`insert into job (id, kind, payload, unique_key, run_at, created_at, attempts, state, last_error, finished_at) values (${newId()}, 'k', '{}', null, '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z', 0, 'resting', null, null)`,
      sql`delete from version where id = ${versionId}`,
    ];
    for (const statement of badStatements) {
      await expect(set(statement)).rejects.toThrow(/constraint|invalid input syntax|violates/i);
    }
  });
});
