import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteUnusedLinks, insertAccountLink, useAccountLink } from '../../../server/store/account-links.ts';
import { isUniqueViolation } from '../../../server/store/constraint-errors.ts';
import { lockDecision } from '../../../server/store/locks.ts';
import { newId } from '../../../server/store/new-id.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  insertSession,
  readSession,
  touchSession,
} from '../../../server/store/sessions.ts';
import { findUserByEmail, hasOwner, insertUser, readUser } from '../../../server/store/users.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';

const CREATED = '2026-03-01T08:00:00.000Z';
const NOW = '2026-03-01T09:00:00.000Z';
const LATER = '2026-03-01T10:00:00.000Z';

function newUser(email: string) {
  return {
    id: newId(),
    email,
    name: 'Ada',
    role: 'editor' as const,
    passwordHash: 'hash',
    createdAt: CREATED,
  };
}

describe.each(DIALECTS)('accounts on %s', (dialect) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterAll(() => opened.close());

  async function createUser(email: string) {
    const user = newUser(email);
    await opened.database.write((tx) => insertUser(tx, user));
    return user;
  }

  test('are found by id and by e-mail address', async () => {
    const user = await createUser('ada@example.org');
    const { db } = opened.database;
    expect(await readUser(db, { id: user.id })).toEqual({ ...user, disabledAt: null });
    expect(await findUserByEmail(db, { email: 'ada@example.org' })).toEqual({ ...user, disabledAt: null });
    expect(await findUserByEmail(db, { email: 'bea@example.org' })).toBeNull();
    expect(await readUser(db, { id: newId() })).toBeNull();
  });

  test('have an e-mail address of their own, also when two are made at once', async () => {
    const made = await Promise.allSettled([createUser('same@example.org'), createUser('same@example.org')]);
    const failed = made.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(failed).toHaveLength(1);
    expect(isUniqueViolation(failed[0])).toBe(true);
    expect(isUniqueViolation(new Error('another'))).toBe(false);
  });

  test('get one owner, however many are made at once under the same decision', async () => {
    expect(await hasOwner(opened.database.db)).toBe(false);
    const createOwner = (email: string) =>
      opened.database.write(async (tx) => {
        await lockDecision(tx, { name: 'owner' });
        if (await hasOwner(tx)) return false;
        // Time for the others to come as far as this, if they can.
        await sleep(200);
        await insertUser(tx, { ...newUser(email), role: 'owner' });
        return true;
      });
    const made = await Promise.all(['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org'].map(createOwner));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await hasOwner(opened.database.db)).toBe(true);
  });

  test('have sessions, which are read with their user, touched and ended', async () => {
    const { passwordHash: _, ...user } = await createUser('session@example.org');
    const session = {
      id: newId(),
      tokenHash: 'token-1',
      userId: user.id,
      createdAt: CREATED,
      lastSeenAt: CREATED,
      expiresAt: LATER,
      userAgent: null,
      address: '127.0.0.1',
    };
    const { database } = opened;
    await database.write((tx) => insertSession(tx, session));
    const stored = { ...session, user: { ...user, disabledAt: null }, mustEnrol: false };
    expect(await readSession(database.db, { tokenHash: 'token-1' })).toEqual(stored);
    const touched = { lastSeenAt: NOW, expiresAt: '2026-03-02T00:00:00.000Z' };
    await database.write((tx) => touchSession(tx, { tokenHash: 'token-1', ...touched }));
    expect(await readSession(database.db, { tokenHash: 'token-1' })).toEqual({ ...stored, ...touched });
    expect(await database.write((tx) => deleteSession(tx, { tokenHash: 'token-1' }))).toBe(true);
    expect(await database.write((tx) => deleteSession(tx, { tokenHash: 'token-1' }))).toBe(false);
    expect(await readSession(database.db, { tokenHash: 'token-1' })).toBeNull();
  });

  test('lose only the sessions that have expired', async () => {
    const { id: userId } = await createUser('expired@example.org');
    const { database } = opened;
    const seen = { userId, createdAt: CREATED, lastSeenAt: CREATED, userAgent: 'curl', address: null };
    await database.write(async (tx) => {
      await insertSession(tx, { ...seen, id: newId(), tokenHash: 'old', expiresAt: NOW });
      await insertSession(tx, { ...seen, id: newId(), tokenHash: 'new', expiresAt: LATER });
    });
    expect(await database.write((tx) => deleteExpiredSessions(tx, { now: NOW }))).toBe(1);
    expect(await readSession(database.db, { tokenHash: 'old' })).toBeNull();
    expect(await readSession(database.db, { tokenHash: 'new' })).not.toBeNull();
  });

  test('open by a link that works once, even for two at once, and not after its time', async () => {
    const { database } = opened;
    const link = {
      tokenHash: 'link-1',
      purpose: 'owner' as const,
      userId: null,
      createdAt: CREATED,
      expiresAt: LATER,
    };
    await database.write((tx) => insertAccountLink(tx, link));
    const use = (now: string) =>
      database.write((tx) => useAccountLink(tx, { tokenHash: 'link-1', purpose: 'owner', now }));
    expect(await use(LATER)).toBeNull();
    const used = await Promise.all([use(NOW), use(NOW)]);
    expect(used.filter((result) => result !== null)).toEqual([link]);
    expect(await use(NOW)).toBeNull();
  });

  test('forget the links that were not used', async () => {
    const { database } = opened;
    const link = {
      tokenHash: 'link-2',
      purpose: 'owner' as const,
      userId: null,
      createdAt: CREATED,
      expiresAt: LATER,
    };
    await database.write((tx) => insertAccountLink(tx, link));
    await database.write((tx) => deleteUnusedLinks(tx, { purpose: 'owner' }));
    const used = await database.write((tx) =>
      useAccountLink(tx, { tokenHash: 'link-2', purpose: 'owner', now: NOW }),
    );
    expect(used).toBeNull();
  });
});
