import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOwnerLink } from '../../../server/accounts/create-owner-link.ts';
import { readOwnerLink } from '../../../server/accounts/read-owner-link.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { raceAgainstOpenTransaction } from '../../support/open-transaction.ts';
import { outcomes } from '../../support/outcomes.ts';
import { accept, after, enter, newLink, OWNER, START } from './accounts-fixture.ts';

const DAY_MS = 24 * 60 * 60_000;

describe.each(DIALECTS)('the owner’s one-time link on %s', (dialect) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(() =>
    test.database.write(async (tx) => {
      for (const table of ['account_link', 'session', 'user', 'audit'] as const)
        await tx.deleteFrom(table).execute();
    }),
  );
  afterAll(() => test.close());

  const users = () => test.database.db.selectFrom('user').selectAll().execute();
  const refused = { code: 'link-not-valid' };

  it('makes the owner, signs them in, and writes an audit row', async () => {
    const signedIn = await accept(test.database, await newLink(test.database), {
      email: ' Ines@Example.org ',
    });
    expect(signedIn.user).toEqual({
      id: expect.any(String),
      email: OWNER.email,
      name: OWNER.name,
      role: 'owner',
      roleName: 'owner',
    });
    expect(await users()).toMatchObject([
      { role: 'owner', password_hash: expect.stringMatching(/^\$argon2id\$/) },
    ]);
    expect(await listAudit(test.database.db, { limit: 9 })).toMatchObject([
      { action: 'owner.create', subject: `user:${signedIn.user.id}`, correlationId: 'test-1' },
    ]);
    expect((await enter(test.database)).user).toEqual(signedIn.user);
  });

  it('has a token of 256 bits, of which the database keeps the hash alone', async () => {
    const token = await newLink(test.database);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const rows = await test.database.db.selectFrom('account_link').selectAll().execute();
    expect(rows[0]?.token_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('works once', async () => {
    const token = await newLink(test.database);
    await accept(test.database, token);
    await expect(accept(test.database, token, { email: 'jonas@example.org' })).rejects.toMatchObject(refused);
    expect(await users()).toHaveLength(1);
  });

  it('works for a day', async () => {
    const token = await newLink(test.database);
    await expect(accept(test.database, token, { now: after(DAY_MS) })).rejects.toMatchObject(refused);
    await expect(accept(test.database, token, { now: after(DAY_MS - 1) })).resolves.toBeDefined();
  });

  it('is replaced by a newer one', async () => {
    const older = await newLink(test.database);
    const newer = await newLink(test.database);
    await expect(accept(test.database, older)).rejects.toMatchObject(refused);
    await expect(accept(test.database, newer)).resolves.toBeDefined();
  });

  it('is not made once there is an owner', async () => {
    await accept(test.database, await newLink(test.database));
    expect(await createOwnerLink(test.database, { now: START })).toBeNull();
  });

  it('gives one owner when it is used several times at once', async () => {
    const token = await newLink(test.database);
    const attempts = ['a', 'b', 'c', 'd'].map((name) =>
      accept(test.database, token, { email: `${name}@example.org` }),
    );
    const { won, lost } = await outcomes(attempts);
    expect(won).toHaveLength(1);
    for (const error of lost) expect(error).toMatchObject(refused);
    expect(await users()).toHaveLength(1);
  });

  it('leaves one that works when two are made at once', async () => {
    const race = await raceAgainstOpenTransaction(test.database, {
      first: (database) => newLink(database),
      second: () => newLink(test.database),
    });
    expect(race.second).toMatchObject({ status: 'fulfilled' });
    const links = await test.database.db.selectFrom('account_link').selectAll().execute();
    expect(links).toHaveLength(1);
    await expect(accept(test.database, race.first)).rejects.toMatchObject(refused);
  });

  it('is not made while another one is being used', async () => {
    const token = await newLink(test.database);
    const race = await raceAgainstOpenTransaction(test.database, {
      first: (database) => accept(database, token),
      second: () => createOwnerLink(test.database, { now: START }),
    });
    expect(race.second).toMatchObject({ value: null });
  });

  it('stays usable after an attempt with bad input, which makes nothing', async () => {
    const token = await newLink(test.database);
    const bad = { email: 'nobody', name: ' ', password: 'short' };
    await expect(accept(test.database, token, bad)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'email' }, { path: 'name' }, { path: 'password' }] },
    });
    expect(await users()).toEqual([]);
    await expect(accept(test.database, token)).resolves.toBeDefined();
  });

  it('can be looked at without using it up', async () => {
    const token = await newLink(test.database);
    const look = (now: Date) => readOwnerLink(test.database, { token, now });
    expect(await look(START)).toEqual({ state: 'open', expiresAt: after(DAY_MS).toISOString() });
    expect(await look(after(DAY_MS))).toEqual({ state: 'not-valid', expiresAt: null });
    await accept(test.database, token);
    expect(await look(START)).toEqual({ state: 'not-valid', expiresAt: null });
  });
});
