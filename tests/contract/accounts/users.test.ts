import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { activateUser } from '../../../server/accounts/activate-user.ts';
import { ROLES, type Actor, type Role } from '../../../server/accounts/actor.ts';
import { changeRole } from '../../../server/accounts/change-role.ts';
import { deactivateUser } from '../../../server/accounts/deactivate-user.ts';
import { listUsers } from '../../../server/accounts/list-users.ts';
import { readUser } from '../../../server/accounts/read-user.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { newId } from '../../../server/store/new-id.ts';
import { insertUser } from '../../../server/store/users.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { START } from './accounts-fixture.ts';

const AT = START.toISOString();

function change(actor: Actor, { userId: id }: { userId: string }) {
  return { actor, id, now: START, correlationId: 'test-1' };
}

describe.each(DIALECTS)('users on %s', (dialect) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await test.database.write((tx) => tx.deleteFrom('user').execute());
  });
  afterAll(() => test.close());

  const add = async (role: Role): Promise<Actor & { userId: string }> => {
    const user = { id: newId(), email: `${newId()}@example.org`, name: role, role, passwordHash: '-' };
    await test.database.write((tx) => insertUser(tx, { ...user, createdAt: AT }));
    return { userId: user.id, role };
  };
  const roleOf = async ({ userId: id }: { userId: string }) =>
    (await test.database.db.selectFrom('user').select('role').where('id', '=', id).executeTakeFirst())?.role;

  it('are shown, without what belongs to signing in, to owners and admins alone', async () => {
    await add('owner');
    for (const role of ROLES) {
      const actor = await add(role);
      const answers = await Promise.allSettled([
        listUsers(test.database, { actor }),
        readUser(test.database, { actor, id: actor.userId }),
      ]);
      const expected = role === 'owner' || role === 'admin' ? 'fulfilled' : 'rejected';
      expect(answers.map(({ status }) => status)).toEqual([expected, expected]);
      expect(JSON.stringify(answers)).not.toContain('passwordHash');
    }
  });

  it('get another role, and the audit says from which', async () => {
    const [owner, author] = [await add('owner'), await add('author')];
    const account = await changeRole(test.database, { ...change(owner, author), role: 'editor' });
    expect([account.role, await roleOf(author)]).toEqual(['editor', 'editor']);
    const subject = `user:${author.userId}`;
    expect(await listAudit(test.database.db, { subject, limit: 9 })).toMatchObject([
      { actorId: owner.userId, action: 'user.change-role', details: { from: 'author', to: 'editor' } },
    ]);
    await changeRole(test.database, { ...change(owner, author), role: 'editor' });
    expect(await listAudit(test.database.db, { subject, limit: 9 })).toHaveLength(1);
  });

  it('get no role that allows more than that of who gives it, and an admin touches no owner', async () => {
    const [owner, second, admin] = [await add('owner'), await add('owner'), await add('admin')];
    const refused = { code: 'not-allowed' };
    await expect(changeRole(test.database, { ...change(admin, admin), role: 'owner' })).rejects.toMatchObject(
      refused,
    );
    await expect(
      changeRole(test.database, { ...change(admin, owner), role: 'viewer' }),
    ).rejects.toMatchObject(refused);
    await expect(deactivateUser(test.database, change(admin, owner))).rejects.toMatchObject(refused);
    await deactivateUser(test.database, change(owner, second));
    await expect(activateUser(test.database, change(admin, second))).rejects.toMatchObject(refused);
    expect([await roleOf(admin), await roleOf(owner)]).toEqual(['admin', 'owner']);
  });

  it.each(['editor', 'author', 'contributor', 'viewer'] as const)('are not changed by a %s', async (role) => {
    const [actor, viewer] = [await add(role), await add('viewer')];
    const refused = { code: 'not-allowed' };
    const attempt = change(actor, viewer);
    await expect(changeRole(test.database, { ...attempt, role: 'viewer' })).rejects.toMatchObject(refused);
    await expect(deactivateUser(test.database, attempt)).rejects.toMatchObject(refused);
    await expect(activateUser(test.database, attempt)).rejects.toMatchObject(refused);
  });

  it('keep an owner who can sign in', async () => {
    const [owner, gone] = [await add('owner'), await add('owner')];
    await deactivateUser(test.database, change(owner, gone));
    const last = { code: 'last-owner' };
    await expect(changeRole(test.database, { ...change(owner, owner), role: 'admin' })).rejects.toMatchObject(
      last,
    );
    await expect(deactivateUser(test.database, change(owner, owner))).rejects.toMatchObject(last);
    await activateUser(test.database, change(owner, gone));
    await changeRole(test.database, { ...change(owner, owner), role: 'admin' });
    expect(await roleOf(owner)).toBe('admin');
  });

  it('keep one of two owners who leave at once', async () => {
    const [one, other] = [await add('owner'), await add('owner')];
    const outcomes = await Promise.allSettled([
      changeRole(test.database, { ...change(one, one), role: 'admin' }),
      deactivateUser(test.database, change(other, other)),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('are changed with the role that the actor has by then', async () => {
    const [owner, admin, viewer] = [await add('owner'), await add('admin'), await add('viewer')];
    await changeRole(test.database, { ...change(owner, admin), role: 'editor' });
    await expect(
      changeRole(test.database, { ...change(admin, viewer), role: 'admin' }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await deactivateUser(test.database, change(owner, admin));
    await expect(deactivateUser(test.database, change(admin, viewer))).rejects.toMatchObject({
      code: 'not-signed-in',
    });
  });

  it('are not found by an id that nobody has', async () => {
    const owner = await add('owner');
    const missing = { userId: newId() };
    const answer = { code: 'user-not-found' };
    await expect(readUser(test.database, { actor: owner, id: missing.userId })).rejects.toMatchObject(answer);
    await expect(deactivateUser(test.database, change(owner, missing))).rejects.toMatchObject(answer);
  });
});
