import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptInvite } from '../../../server/accounts/accept-invite.ts';
import { ROLES, SYSTEM_ACTOR, type Actor, type Role } from '../../../server/accounts/actor.ts';
import { changeRole } from '../../../server/accounts/change-role.ts';
import { createInvite } from '../../../server/accounts/create-invite.ts';
import { deactivateUser } from '../../../server/accounts/deactivate-user.ts';
import { listInvites } from '../../../server/accounts/list-invites.ts';
import { createMailGuard } from '../../../server/accounts/mail-guard.ts';
import { readInvite } from '../../../server/accounts/read-invite.ts';
import { sweepAccounts } from '../../../server/accounts/sweep-accounts.ts';
import { withdrawInvite } from '../../../server/accounts/withdraw-invite.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { newId } from '../../../server/store/new-id.ts';
import { findUserByEmail, insertUser } from '../../../server/store/users.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { raceAgainstOpenTransaction } from '../../support/open-transaction.ts';
import { outcomes } from '../../support/outcomes.ts';
import {
  after,
  CLIENT,
  enter,
  mailedToken,
  MAILING,
  START,
  waitingMails,
  forgetAccounts,
} from './accounts-fixture.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
const PASSWORD = 'a long pass phrase';
const EMAIL = 'ada@example.org';
const notValid = { code: 'link-not-valid' };
const notAllowed = { code: 'not-allowed' };

describe.each(DIALECTS)('invites on %s', (dialect) => {
  let test: TestDatabase;
  let owner: Actor & { userId: string };
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await forgetAccounts(test.database);
    owner = await add('owner');
  });
  afterAll(() => test.close());

  const add = async (role: Role, email = `${newId()}@example.org`): Promise<Actor & { userId: string }> => {
    const user = { id: newId(), email, name: `The ${role}`, role, passwordHash: '-' };
    await test.database.write((tx) => insertUser(tx, { ...user, createdAt: START.toISOString() }));
    return { userId: user.id, role };
  };
  const call = { now: START, correlationId: 'test-1' };
  const invite = (actor: Actor, role: Role, more: { email?: string; name?: string; now?: Date } = {}) =>
    createInvite(test.database, {
      actor,
      email: EMAIL,
      role,
      guard: createMailGuard(test.database),
      mailing: MAILING,
      ...call,
      ...more,
    });
  const accept = (token: string, more: { name?: string; password?: string; now?: Date } = {}) =>
    acceptInvite(test.database, { token, name: 'Ada', password: PASSWORD, client: CLIENT, ...call, ...more });
  const open = async () =>
    (await listInvites(test.database, { actor: owner, now: START })).map(({ id }) => id);

  it('bring a mail with a link, of which the database keeps the hash alone', async () => {
    const made = await invite(owner, 'author', { email: ' Ada@Example.org ', name: ' Ada ' });
    expect(made).toEqual({
      id: expect.any(String),
      email: EMAIL,
      name: 'Ada',
      role: 'author',
      roleName: 'author',
      invitedBy: 'The owner',
      createdAt: START.toISOString(),
      expiresAt: after(WEEK_MS).toISOString(),
      link: null,
    });
    const [mail] = await waitingMails(test.database);
    expect(mail).toMatchObject({
      template: 'invite',
      to: EMAIL,
      invitedBy: 'The owner',
      expiresAt: made.expiresAt,
    });
    expect(mail?.['link']).toMatch(/^https:\/\/cms\.example\.org\/admin\/invite#[\w-]{43}$/);
    const rows = await test.database.db.selectFrom('account_link').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(await mailedToken(test.database));
    expect(JSON.stringify(await listInvites(test.database, { actor: owner, ...call }))).not.toContain(
      rows[0]?.token_hash,
    );
    expect(await listAudit(test.database.db, { subject: `invite:${made.id}`, limit: 9 })).toMatchObject([
      { actorId: owner.userId, action: 'invite.create', details: { email: EMAIL, role: 'author' } },
    ]);
  });

  it('make the account that they promise, and sign in', async () => {
    const { id } = await invite(owner, 'author');
    const token = await mailedToken(test.database);
    expect(await readInvite(test.database, { token, now: START })).toMatchObject({
      email: EMAIL,
      role: 'author',
    });
    const { user } = await accept(token, { name: ' Ada A. ' });
    const role = { role: 'author', roleName: 'author' };
    expect(user).toEqual({ id: expect.any(String), email: EMAIL, name: 'Ada A.', ...role });
    expect((await enter(test.database, { email: EMAIL, password: PASSWORD })).user).toEqual(user);
    expect(await open()).toEqual([]);
    expect(await listAudit(test.database.db, { subject: `user:${user.id}`, limit: 9 })).toMatchObject([
      { actorId: user.id, action: 'invite.accept', details: { invite: id, invitedBy: owner.userId } },
    ]);
  });

  it('work once, also for several at once', async () => {
    await invite(owner, 'author');
    const token = await mailedToken(test.database);
    const { won, lost } = await outcomes([accept(token), accept(token), accept(token)]);
    expect(won).toHaveLength(1);
    for (const error of lost) expect(error).toMatchObject(notValid);
    await expect(accept(token)).rejects.toMatchObject(notValid);
    await expect(readInvite(test.database, { token, now: START })).rejects.toMatchObject(notValid);
  });

  it('work for a week, and are forgotten after that', async () => {
    await invite(owner, 'author');
    const token = await mailedToken(test.database);
    await expect(accept(token, { now: after(WEEK_MS) })).rejects.toMatchObject(notValid);
    await expect(readInvite(test.database, { token, now: after(WEEK_MS) })).rejects.toMatchObject(notValid);
    expect(await listInvites(test.database, { actor: owner, now: after(WEEK_MS) })).toEqual([]);
    await sweepAccounts(test.database, { now: after(WEEK_MS - 1) });
    expect(await open()).toHaveLength(1);
    await sweepAccounts(test.database, { now: after(WEEK_MS) });
    expect(await test.database.db.selectFrom('account_link').selectAll().execute()).toEqual([]);
  });

  it('to an address are replaced by a newer one', async () => {
    await invite(owner, 'author');
    const older = await mailedToken(test.database);
    const { id } = await invite(owner, 'editor');
    expect(await open()).toEqual([id]);
    await expect(accept(older)).rejects.toMatchObject(notValid);
    expect((await accept(await mailedToken(test.database))).user.role).toBe('editor');
  });

  it('can be withdrawn, while they are open', async () => {
    const { id } = await invite(owner, 'author');
    await withdrawInvite(test.database, { actor: owner, id, ...call });
    await expect(accept(await mailedToken(test.database))).rejects.toMatchObject(notValid);
    await expect(withdrawInvite(test.database, { actor: owner, id, ...call })).rejects.toMatchObject({
      code: 'invite-not-found',
    });
    expect(await listAudit(test.database.db, { subject: `invite:${id}`, limit: 9 })).toMatchObject([
      { action: 'invite.withdraw' },
      { action: 'invite.create' },
    ]);
  });

  it('are not accepted while they are being withdrawn', async () => {
    const { id } = await invite(owner, 'author');
    const token = await mailedToken(test.database);
    const race = await raceAgainstOpenTransaction(test.database, {
      first: (database) => withdrawInvite(database, { actor: owner, id, ...call }),
      second: () => accept(token),
    });
    expect(race.second).toMatchObject({ status: 'rejected', reason: notValid });
  });

  it('give no role that allows more than that of who makes, replaces or withdraws them', async () => {
    const admin = await add('admin');
    await expect(invite(admin, 'owner')).rejects.toMatchObject(notAllowed);
    const { id } = await invite(owner, 'owner');
    await expect(invite(admin, 'viewer')).rejects.toMatchObject(notAllowed);
    await expect(withdrawInvite(test.database, { actor: admin, id, ...call })).rejects.toMatchObject(
      notAllowed,
    );
    expect(await open()).toEqual([id]);
    await expect(invite(admin, 'admin', { email: 'bea@example.org' })).resolves.toMatchObject({
      role: 'admin',
    });
    await expect(invite(SYSTEM_ACTOR, 'owner')).resolves.toMatchObject({ invitedBy: null });
  });

  it.each(ROLES.filter((role) => role !== 'owner' && role !== 'admin'))(
    'are neither made, seen nor withdrawn by a %s',
    async (role) => {
      const { id } = await invite(owner, 'viewer');
      const actor = await add(role);
      await expect(invite(actor, 'viewer', { email: 'bea@example.org' })).rejects.toMatchObject(notAllowed);
      await expect(listInvites(test.database, { actor, now: START })).rejects.toMatchObject(notAllowed);
      await expect(withdrawInvite(test.database, { actor, id, ...call })).rejects.toMatchObject(notAllowed);
    },
  );

  it('end with the right to give their role', async () => {
    const [second, admin] = [await add('owner'), await add('admin')];
    const [toAdmin, toOwner] = [
      await invite(second, 'admin', { email: 'a@example.org' }),
      await invite(second, 'owner', { email: 'b@example.org' }),
    ];
    const byAdmin = await invite(admin, 'viewer', { email: 'c@example.org' });
    expect((await open()).toSorted()).toEqual([toAdmin.id, toOwner.id, byAdmin.id].toSorted());
    await changeRole(test.database, { actor: owner, id: second.userId, role: 'admin', ...call });
    expect((await open()).toSorted()).toEqual([toAdmin.id, byAdmin.id].toSorted());
    await changeRole(test.database, { actor: owner, id: second.userId, role: 'editor', ...call });
    expect(await open()).toEqual([byAdmin.id]);
    await deactivateUser(test.database, { actor: owner, id: admin.userId, ...call });
    expect(await open()).toEqual([]);
  });

  it('are not made for an address that has an account, nor accepted once it has one', async () => {
    await invite(owner, 'author');
    await add('viewer', EMAIL);
    const taken = { code: 'email-taken' };
    await expect(accept(await mailedToken(test.database))).rejects.toMatchObject(taken);
    await expect(invite(owner, 'author')).rejects.toMatchObject(taken);
    expect(await findUserByEmail(test.database.db, { email: EMAIL })).toMatchObject({ role: 'viewer' });
  });

  it('are made a hundred times in a quarter of an hour by one person at most', async () => {
    const guard = createMailGuard(test.database);
    for (let count = 0; count < 100; count++) await guard.admitInvite({ userId: owner.userId, now: START });
    const order = { email: EMAIL, role: 'viewer', guard, mailing: MAILING, ...call } as const;
    await expect(createInvite(test.database, { actor: owner, ...order })).rejects.toMatchObject({
      code: 'too-many-requests',
    });
    const admin = await add('admin');
    await expect(createInvite(test.database, { actor: admin, ...order })).resolves.toBeDefined();
  });

  it('are refused with each place that is wrong, and stay usable', async () => {
    await expect(invite(owner, 'author', { email: 'nobody', name: ' ' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'email' }, { path: 'name' }] },
    });
    await invite(owner, 'author');
    const token = await mailedToken(test.database);
    await expect(accept(token, { name: '', password: 'short' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'name' }, { path: 'password' }] },
    });
    await expect(accept(token)).resolves.toBeDefined();
  });
});
