import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authenticate } from '../../../server/accounts/authenticate.ts';
import { changePassword } from '../../../server/accounts/change-password.ts';
import { changeProfile } from '../../../server/accounts/change-profile.ts';
import { endOtherSessions, endOwnSession, endSessionsOf } from '../../../server/accounts/end-sessions.ts';
import { listOwnSessions } from '../../../server/accounts/list-own-sessions.ts';
import { createPasswordGuard } from '../../../server/accounts/password-guard.ts';
import { readProfile } from '../../../server/accounts/read-profile.ts';
import { resetPassword } from '../../../server/accounts/reset-password.ts';
import { sendResetLink } from '../../../server/accounts/send-reset-link.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { newId } from '../../../server/store/new-id.ts';
import { insertUser } from '../../../server/store/users.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { raceAgainstOpenTransaction } from '../../support/open-transaction.ts';
import {
  accept,
  after,
  CLIENT,
  enter,
  mailedToken,
  MAILING,
  newLink,
  OWNER,
  START,
  waitingMails,
  forgetAccounts,
} from './accounts-fixture.ts';

const DAY_MS = 24 * 60 * 60_000;
const NEW = 'another long pass phrase';
const NOT_YOURS = { code: 'invalid-input', details: { issues: [{ path: 'current' }] } };

describe.each(DIALECTS)('one’s own account on %s', (dialect) => {
  let test: TestDatabase;
  let userId: string;
  let token: string;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await forgetAccounts(test.database);
    const signedIn = await accept(test.database, await newLink(test.database));
    userId = signedIn.user.id;
    token = signedIn.token;
  });
  afterAll(() => test.close());

  const call = () => ({
    userId,
    token,
    client: CLIENT,
    guard: createPasswordGuard(test.database),
    mailing: MAILING,
    now: START,
    correlationId: 'test-1',
  });
  type Change = { name?: string; email?: string; current?: string };
  const change = (more: Change, database = test.database) =>
    changeProfile(database, { ...call(), guard: createPasswordGuard(database), name: OWNER.name, ...more });
  const setPassword = (current: string, password = NEW, database = test.database) =>
    changePassword(database, { ...call(), guard: createPasswordGuard(database), current, password });
  const isOpen = async (bearer: string) =>
    (await authenticate(test.database, { token: bearer, now: START })) !== null;
  const newestAudit = async () =>
    (await listAudit(test.database.db, { subject: `user:${userId}`, limit: 1 }))[0];

  it('gets another name, without a password', async () => {
    expect(await change({ name: ' Ines O. ' })).toMatchObject({ name: 'Ines O.', email: OWNER.email });
    expect(await readProfile(test.database, { userId })).toMatchObject({ name: 'Ines O.', role: 'owner' });
    expect(await newestAudit()).toMatchObject({
      actorId: userId,
      action: 'user.change-profile',
      details: { changed: ['name'] },
    });
  });

  it('writes nothing down where nothing is changed', async () => {
    const before = await newestAudit();
    await change({ email: ' INES@example.org ' });
    expect(await newestAudit()).toEqual(before);
  });

  it('gets another address with the password alone', async () => {
    const email = 'ines.okafor@example.org';
    await expect(change({ email })).rejects.toMatchObject(NOT_YOURS);
    await expect(change({ email, current: 'a guess at it' })).rejects.toMatchObject(NOT_YOURS);
    expect(await change({ email: ' Ines.Okafor@example.org', current: OWNER.password })).toMatchObject({
      email,
    });
    await expect(enter(test.database, { email })).resolves.toBeDefined();
    expect(await waitingMails(test.database)).toMatchObject([
      { template: 'account-change', what: 'email', to: OWNER.email, address: CLIENT.address },
    ]);
    await expect(enter(test.database)).rejects.toMatchObject({ code: 'wrong-credentials' });
  });

  it('gets no address that somebody else has', async () => {
    const other = {
      id: newId(),
      email: 'bea@example.org',
      name: 'Bea',
      role: 'viewer',
      passwordHash: '-',
    } as const;
    await test.database.write((tx) => insertUser(tx, { ...other, createdAt: START.toISOString() }));
    await expect(change({ email: other.email, current: OWNER.password })).rejects.toMatchObject({
      code: 'email-taken',
    });
    expect(await readProfile(test.database, { userId })).toMatchObject({ email: OWNER.email });
  });

  it('lets links to its old address open nothing', async () => {
    const order = { email: OWNER.email, mailing: MAILING, now: START, correlationId: null };
    await test.database.write((tx) => sendResetLink(tx, order));
    const link = await mailedToken(test.database);
    await change({ email: 'new@example.org', current: OWNER.password });
    await expect(
      resetPassword(test.database, { ...call(), token: link, password: NEW, mailing: MAILING }),
    ).rejects.toMatchObject({ code: 'link-not-valid' });
  });

  it('names each place that will not do', async () => {
    await expect(change({ name: '', email: 'nobody' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'name' }, { path: 'email' }, { path: 'current' }] },
    });
    await expect(setPassword(OWNER.password, 'short')).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'password' }] },
    });
  });

  it('gets another password, which ends the other sessions and not this one', async () => {
    const { token: elsewhere } = await enter(test.database);
    await expect(setPassword('a guess at it')).rejects.toMatchObject(NOT_YOURS);
    expect(await isOpen(elsewhere)).toBe(true);
    expect(await setPassword(OWNER.password)).toBe(1);
    expect([await isOpen(token), await isOpen(elsewhere)]).toEqual([true, false]);
    await expect(enter(test.database)).rejects.toMatchObject({ code: 'wrong-credentials' });
    await expect(enter(test.database, { password: NEW })).resolves.toBeDefined();
    expect(await waitingMails(test.database)).toMatchObject([
      { template: 'account-change', what: 'password', to: OWNER.email },
    ]);
    expect(await newestAudit()).toMatchObject({ action: 'user.change-password', details: { sessions: 1 } });
  });

  it('is tried with ten passwords at most', async () => {
    const guard = createPasswordGuard(test.database);
    const attempt = (current: string) =>
      changePassword(test.database, { ...call(), guard, current, password: NEW });
    for (let count = 0; count < 10; count++)
      await expect(attempt('a guess')).rejects.toMatchObject(NOT_YOURS);
    await expect(attempt(OWNER.password)).rejects.toMatchObject({ code: 'too-many-attempts' });
    const email = 'new@example.org';
    const profile = { ...call(), guard, name: OWNER.name, email, current: OWNER.password };
    await expect(changeProfile(test.database, profile)).rejects.toMatchObject({ code: 'too-many-attempts' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['password', () => setPassword(OWNER.password)],
    ['address', () => change({ email: 'thief@example.org', current: OWNER.password })],
  ])('keeps its %s where another password is being set meanwhile', async (_, second) => {
    const race = await raceAgainstOpenTransaction(test.database, {
      first: (database) => setPassword(OWNER.password, 'set by who is first', database),
      second,
    });
    expect(race.second).toMatchObject({ status: 'rejected', reason: NOT_YOURS });
    await expect(enter(test.database, { password: 'set by who is first' })).resolves.toBeDefined();
  });

  it('shows where it is signed in, and no token', async () => {
    const { token: elsewhere } = await enter(test.database, { now: after(1) });
    const sessions = await listOwnSessions(test.database, { ...call(), now: after(1) });
    expect(sessions).toMatchObject([
      { isCurrent: false, address: '192.0.2.1', userAgent: 'Test/1.0', createdAt: after(1).toISOString() },
      { isCurrent: true },
    ]);
    const rows = await test.database.db.selectFrom('session').select('token_hash').execute();
    const text = JSON.stringify(sessions);
    for (const secret of [token, elsewhere, ...rows.map((row) => row.token_hash)])
      expect(text).not.toContain(secret);
    expect(await listOwnSessions(test.database, { ...call(), now: after(7 * DAY_MS) })).toMatchObject([
      { isCurrent: false },
    ]);
  });

  it('ends one of its sessions, this one as well', async () => {
    const { token: elsewhere } = await enter(test.database, { now: after(1) });
    const [there, here] = await listOwnSessions(test.database, call());
    expect(await endOwnSession(test.database, { ...call(), id: there?.id ?? '' })).toBe(false);
    expect([await isOpen(token), await isOpen(elsewhere)]).toEqual([true, false]);
    expect(await endOwnSession(test.database, { ...call(), id: here?.id ?? '' })).toBe(true);
    expect(await isOpen(token)).toBe(false);
    await expect(endOwnSession(test.database, { ...call(), id: here?.id ?? '' })).rejects.toMatchObject({
      code: 'session-not-found',
    });
  });

  it('ends no session of somebody else by its id', async () => {
    const [session] = await listOwnSessions(test.database, call());
    const attempt = { ...call(), userId: newId(), id: session?.id ?? '' };
    await expect(endOwnSession(test.database, attempt)).rejects.toMatchObject({ code: 'session-not-found' });
    expect(await isOpen(token)).toBe(true);
  });

  it('is signed out everywhere else', async () => {
    const others = [await enter(test.database), await enter(test.database)];
    expect(await endOtherSessions(test.database, call())).toBe(2);
    expect(await isOpen(token)).toBe(true);
    for (const other of others) expect(await isOpen(other.token)).toBe(false);
    expect(await newestAudit()).toMatchObject({ action: 'user.end-sessions', details: { sessions: 2 } });
  });

  it('is signed out everywhere by who looks after the accounts, and by nobody who may less', async () => {
    const admin = {
      id: newId(),
      email: 'adam@example.org',
      name: 'Adam',
      role: 'admin',
      passwordHash: '-',
    } as const;
    await test.database.write((tx) => insertUser(tx, { ...admin, createdAt: START.toISOString() }));
    const ending = { id: userId, now: START, correlationId: null };
    await expect(
      endSessionsOf(test.database, { ...ending, actor: { userId: admin.id, role: 'admin' } }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await endSessionsOf(test.database, { ...ending, actor: { userId, role: 'owner' } })).toBe(1);
    expect(await isOpen(token)).toBe(false);
  });
});
