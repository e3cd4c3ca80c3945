import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authenticate } from '../../../server/accounts/authenticate.ts';
import { createPasswordGuard } from '../../../server/accounts/password-guard.ts';
import { signIn } from '../../../server/accounts/sign-in.ts';
import { signOut } from '../../../server/accounts/sign-out.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { accept, after, CLIENT, enter, MAILING, newLink, OWNER, START } from './accounts-fixture.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe.each(DIALECTS)('sessions on %s', (dialect) => {
  let test: TestDatabase;
  let userId: string;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    const { user } = await accept(test.database, await newLink(test.database));
    userId = user.id;
  });
  beforeEach(async () => {
    await setDisabledAt(null);
    await test.database.write(async (tx) => {
      for (const table of ['session', 'attempt_count'] as const) await tx.deleteFrom(table).execute();
    });
  });
  afterAll(() => test.close());

  const sessions = () => test.database.db.selectFrom('session').selectAll().execute();
  const lastSeen = async () => (await sessions())[0]?.last_seen_at;
  const check = (token: string, now: Date) => authenticate(test.database, { token, now });

  it('begin with the right password, whatever the case of the address', async () => {
    const { token, expiresAt, user } = await enter(test.database, { email: 'INES@example.org' });
    expect(expiresAt).toBe(after(30 * DAY_MS).toISOString());
    expect(await check(token, START)).toEqual({
      user,
      actor: { userId, role: 'owner' },
      expiresAt,
      mustEnrol: false,
    });
    expect(await sessions()).toMatchObject([
      { user_id: userId, address: '192.0.2.1', user_agent: 'Test/1.0' },
    ]);
  });

  it('have a token of 256 bits, of which the database keeps the hash alone', async () => {
    const { token } = await enter(test.database);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await sessions())).not.toContain(token);
  });

  it('do not begin otherwise, and the answer is the same whatever was wrong', async () => {
    await setDisabledAt(START.toISOString());
    const disabled = await failure(enter(test.database));
    await setDisabledAt(null);
    const wrongPassword = await failure(enter(test.database, { password: 'another pass phrase' }));
    const unknown = await failure(enter(test.database, { email: 'nobody@example.org' }));
    const malformed = await failure(enter(test.database, { email: 'nul \0 \ud800' }));
    expect(wrongPassword).toMatchObject({ code: 'wrong-credentials' });
    expect([disabled, unknown, malformed]).toEqual([wrongPassword, wrongPassword, wrongPassword]);
    expect(await sessions()).toEqual([]);
  });

  it('do not begin after too many attempts, even with the right password', async () => {
    const guard = createPasswordGuard(test.database);
    const attempt = (password: string, address = CLIENT.address) =>
      signIn(test.database, {
        ...OWNER,
        password,
        client: { ...CLIENT, address },
        guard,
        mailing: MAILING,
        now: START,
        correlationId: null,
      });
    for (let count = 0; count < 10; count++) {
      expect(await failure(attempt('wrong'))).toMatchObject({ code: 'wrong-credentials' });
    }
    expect(await failure(attempt(OWNER.password))).toMatchObject({ code: 'too-many-attempts' });
    await expect(attempt(OWNER.password, '192.0.2.99')).resolves.toBeDefined();
  });

  it('end after 30 days, however much they are used', async () => {
    const { token } = await enter(test.database);
    for (let day = 1; day < 30; day++) expect(await check(token, after(day * DAY_MS))).not.toBeNull();
    expect(await check(token, after(30 * DAY_MS - 1))).not.toBeNull();
    expect(await check(token, after(30 * DAY_MS))).toBeNull();
    expect(await sessions()).toEqual([]);
  });

  it('end after 7 days without use', async () => {
    const { token } = await enter(test.database);
    expect(await check(token, after(7 * DAY_MS - 1))).not.toBeNull();
    expect(await check(token, after(14 * DAY_MS - 1))).toBeNull();
    expect(await check(token, START)).toBeNull();
  });

  it('write when they were last seen at most once a minute', async () => {
    const { token } = await enter(test.database);
    await check(token, after(MINUTE_MS - 1));
    expect(await lastSeen()).toBe(START.toISOString());
    await check(token, after(MINUTE_MS));
    expect(await lastSeen()).toBe(after(MINUTE_MS).toISOString());
    await check(token, after(2 * MINUTE_MS - 1));
    expect(await lastSeen()).toBe(after(MINUTE_MS).toISOString());
  });

  it('end with signing out, and with nobody else’s', async () => {
    const [here, there] = [await enter(test.database), await enter(test.database)];
    await signOut(test.database, { token: here.token });
    await signOut(test.database, { token: here.token });
    expect(await check(here.token, START)).toBeNull();
    expect(await check(there.token, START)).not.toBeNull();
  });

  it('end when their user is disabled, and do not come back when the user is enabled again', async () => {
    const { token } = await enter(test.database);
    await setDisabledAt(START.toISOString());
    expect(await check(token, START)).toBeNull();
    await setDisabledAt(null);
    expect(await check(token, START)).toBeNull();
  });

  it('do not exist for a token that nobody was given', async () => {
    for (const token of ['', 'nothing', '\0', '\ud800']) expect(await check(token, START)).toBeNull();
  });

  it('that have expired are removed when somebody signs in', async () => {
    await enter(test.database);
    await enter(test.database, { now: after(31 * DAY_MS) });
    expect(await sessions()).toHaveLength(1);
  });

  async function setDisabledAt(disabledAt: string | null): Promise<void> {
    await test.database.write((tx) => tx.updateTable('user').set({ disabled_at: disabledAt }).execute());
  }
});

async function failure(attempt: Promise<unknown>): Promise<unknown> {
  return await attempt.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error,
  );
}
