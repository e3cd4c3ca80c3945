import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { insertAccountLink } from '../../../server/store/account-links.ts';
import { migrateDown, migrateUp, migrationStatus } from '../../../server/store/migrate.ts';
import { newId } from '../../../server/store/new-id.ts';
import { insertSession, listSessionsOf } from '../../../server/store/sessions.ts';
import { insertUser } from '../../../server/store/users.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';

const AT = '2026-03-01T08:00:00.000Z';
const END = '2026-04-01T08:00:00.000Z';
const USER = {
  id: newId(),
  email: 'ada@example.org',
  name: 'Ada',
  role: 'owner',
  passwordHash: '-',
} as const;

describe.each(DIALECTS)('accounts from before there were invites, on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  /** How many migrations there are from the one that brought invites on. */
  const countSince = async (): Promise<number> => {
    const names = (await migrationStatus(opened.database)).map(({ name }) => name);
    return names.length - names.indexOf('0010-invites-and-sessions');
  };

  test('keep their sessions and the owner’s link, and each session gets an id of its own', async () => {
    const { database } = opened;
    const link = { purpose: 'owner', userId: null, createdAt: AT, expiresAt: END } as const;
    const seen = {
      userId: USER.id,
      createdAt: AT,
      lastSeenAt: AT,
      expiresAt: END,
      userAgent: 'curl',
      address: null,
    };
    await database.write(async (tx) => {
      await insertUser(tx, { ...USER, createdAt: AT });
      await insertAccountLink(tx, { ...link, tokenHash: 'owner' });
      await insertAccountLink(tx, { ...link, tokenHash: 'reset', purpose: 'reset', userId: USER.id });
      for (const tokenHash of ['one', 'two']) await insertSession(tx, { ...seen, id: newId(), tokenHash });
    });
    await migrateDown(database, { steps: await countSince() });
    const { rows } = await sql<{ token_hash: string }>`select * from account_link`.execute(database.db);
    expect(rows.map((row) => row.token_hash)).toEqual(['owner']);

    // As the program of then opens one, which goes on running while the new one is rolled out.
    await migrateUp(database);
    await database.write((tx) =>
      sql`insert into session (token_hash, user_id, created_at, last_seen_at, expires_at)
        values ('three', ${USER.id}, ${AT}, ${AT}, ${END})`.execute(tx),
    );
    const sessions = await listSessionsOf(database.db, { userId: USER.id });
    expect(sessions.map(({ tokenHash }) => tokenHash).toSorted()).toEqual(['one', 'three', 'two']);
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(3);
    for (const { id, tokenHash } of sessions) expect(id).not.toBe(tokenHash);
    const links = await database.db.selectFrom('account_link').selectAll().execute();
    expect(links).toMatchObject([{ token_hash: 'owner', purpose: 'owner', expires_at: END, id: null }]);
  });
});
