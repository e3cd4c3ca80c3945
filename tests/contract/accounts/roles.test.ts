import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContentModel } from '../../../model/content-model.ts';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';
import { ENTRY_ACTIONS, GRANTABLE_ACTIONS, type Grant } from '../../../model/permission.ts';
import { acceptInvite } from '../../../server/accounts/accept-invite.ts';
import { ROLES, type Actor, type GivenRole } from '../../../server/accounts/actor.ts';
import { changeRole } from '../../../server/accounts/change-role.ts';
import { createInvite } from '../../../server/accounts/create-invite.ts';
import { createRole } from '../../../server/accounts/create-role.ts';
import { deleteRole } from '../../../server/accounts/delete-role.ts';
import { listInvites } from '../../../server/accounts/list-invites.ts';
import { listRoles } from '../../../server/accounts/list-roles.ts';
import { createMailGuard } from '../../../server/accounts/mail-guard.ts';
import { redefineRole } from '../../../server/accounts/redefine-role.ts';
import { withdrawInvite } from '../../../server/accounts/withdraw-invite.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { newId } from '../../../server/store/new-id.ts';
import { insertUser, readUser } from '../../../server/store/users.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { CLIENT, MAILING, mailedToken, START } from './accounts-fixture.ts';

const collection = { title: 'title', fields: { title: field.text() } };

const MODEL = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: { posts: collection, pages: collection },
});
/** Of a later release of the site. */
const SMALLER = defineContentModel({
  locales: ['en'],
  defaultLocale: 'en',
  collections: { pages: collection },
});

const call = { model: MODEL, now: START, correlationId: 'test-1' };
const GERMAN: Grant = {
  actions: ['entry.read', 'entry.save'],
  collections: ['posts'],
  locales: ['de'],
  whose: 'own',
};
const EVERYTHING: Grant = {
  actions: GRANTABLE_ACTIONS,
  collections: 'all',
  locales: 'all',
  whose: 'any',
};
const SITE = { collections: 'all', locales: 'all', whose: 'any' } as const;
/** Looks after accounts and roles, and after German posts. */
const MANAGER: readonly Grant[] = [
  { actions: ['user.read', 'user.change', 'role.manage'], ...SITE },
  { actions: ENTRY_ACTIONS, collections: ['posts'], locales: ['de'], whose: 'any' },
];

function inUse(users: unknown[], invites: unknown[]) {
  return { code: 'role-in-use', details: { extra: { users, invites } } };
}

describe.each(DIALECTS)('the roles of a site on %s', (dialect) => {
  let test: TestDatabase;
  let owner: Actor & { userId: string };
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await test.database.write(async (tx) => {
      await tx.deleteFrom('user').execute();
      await tx.deleteFrom('role').execute();
      await tx.deleteFrom('audit').execute();
    });
    owner = await add('owner');
  });
  afterAll(() => test.close());

  const add = async (role: GivenRole): Promise<Actor & { userId: string }> => {
    const id = newId();
    const user = { id, email: `${id}@example.org`, name: `User ${id}`, role, passwordHash: '-' };
    await test.database.write((tx) => insertUser(tx, { ...user, createdAt: START.toISOString() }));
    return { userId: id, role };
  };
  const make = (grants: readonly Grant[], { actor = owner, name = `Role ${newId()}` } = {}) =>
    createRole(test.database, { ...call, actor, settings: { name, grants } });
  const redefine = (
    actor: Actor,
    { id, ...settings }: { id: string; name: string; grants: readonly Grant[] },
  ) => redefineRole(test.database, { ...call, actor, id, settings });
  const list = async (model: ContentModel = MODEL) => await listRoles(test.database, { actor: owner, model });
  const invite = (actor: Actor, role: string, email = `${newId()}@example.org`) =>
    createInvite(test.database, {
      ...call,
      actor,
      role,
      email,
      guard: createMailGuard(test.database),
      mailing: MAILING,
    });
  const roleNow = async ({ userId }: { userId: string }) =>
    (await readUser(test.database.db, { id: userId }))?.role;
  const issues = async (grants: readonly Grant[], name = 'A role') =>
    await make(grants, { name }).then(
      () => [],
      (error: { details: { issues: { path: string }[] } }) => error.details.issues.map(({ path }) => path),
    );

  it('are listed behind those that every site has, which are made of grants as well', async () => {
    const [second, first] = [
      await make([GERMAN], { name: 'translators' }),
      await make([GERMAN], { name: 'Editors of old' }),
    ];
    const roles = await list();
    expect(roles.map(({ id }) => id)).toEqual([...ROLES, first.id, second.id]);
    expect(roles.map(({ isBuiltIn }) => isBuiltIn)).toEqual([...ROLES.map(() => true), false, false]);
    expect(roles.find(({ id }) => id === 'viewer')?.grants).toEqual([
      { actions: ['entry.read', 'media.read'], ...SITE },
    ]);
    expect(roles.at(-1)).toMatchObject({ name: 'translators', grants: [GERMAN], problems: [] });
  });

  it('are seen by those who make them, and by those who give them', async () => {
    for (const action of ['user.read', 'role.manage'] as const) {
      const actor = await add({ ...(await make([{ actions: [action], ...SITE }])) });
      expect((await listRoles(test.database, { actor, model: MODEL })).length).toBeGreaterThan(ROLES.length);
    }
    const grants: Grant[] = [{ actions: ['entry.read', 'audit.read'], ...SITE }];
    const other = await add({ ...(await make(grants)) });
    await expect(listRoles(test.database, { actor: other, model: MODEL })).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  it('are written down, each change of them', async () => {
    const { id } = await make([GERMAN], { name: 'One' });
    const both = [GERMAN, { ...GERMAN, locales: ['en'] }];
    await redefine(owner, { id, name: 'Two', grants: both });
    await redefine(owner, { id, name: 'Two', grants: both });
    await deleteRole(test.database, { ...call, actor: owner, id });
    const audit = await listAudit(test.database.db, { subject: `role:${id}`, limit: 9 });
    const actorId = owner.userId;
    expect(audit).toMatchObject([
      { actorId, action: 'role.delete', details: { name: 'Two', grants: both } },
      {
        actorId,
        action: 'role.change',
        details: { from: { name: 'One', grants: [GERMAN] }, to: { name: 'Two', grants: both }, invites: 0 },
      },
      { actorId, action: 'role.create', details: { name: 'One', grants: [GERMAN] } },
    ]);
    expect(await list()).toHaveLength(ROLES.length);
  });

  it('name collections and locales that there are, and no others', async () => {
    const wrong: Grant[] = [
      { ...GERMAN, collections: ['posts', 'poems'] },
      { ...GERMAN, locales: ['fr', 'de', 'xx'] },
    ];
    const paths = ['grants[0].collections[1]', 'grants[1].locales[0]', 'grants[1].locales[2]'];
    expect(await issues(wrong)).toEqual(paths);
  });

  it('limit nothing that concerns the whole site', async () => {
    const actions = ['entry.read', 'user.read'] as const;
    for (const grant of [
      { ...EVERYTHING, actions, collections: ['posts'] },
      { ...EVERYTHING, actions, locales: ['de'] },
      { ...EVERYTHING, actions, whose: 'own' as const },
    ])
      expect(await issues([grant])).toEqual(['grants[0].actions[1]']);
    expect(await issues([{ ...EVERYTHING, actions }])).toEqual([]);
  });

  it('limit to their own files what is done to media files, and to no collection and no locale', async () => {
    const read: Grant = { ...EVERYTHING, actions: ['media.read', 'media.upload'] };
    const own: Grant = { ...EVERYTHING, actions: ['media.update', 'media.delete'], whose: 'own' };
    expect(await issues([read, own])).toEqual([]);
    expect(await issues([read, { ...own, actions: ['media.update', 'media.publish'] }])).toEqual([
      'grants[1].actions[1]',
    ]);
    for (const place of [{ collections: ['posts'] }, { locales: ['de'] }])
      expect(await issues([read, { ...own, ...place }])).toEqual([
        'grants[1].actions[0]',
        'grants[1].actions[1]',
      ]);
    expect(await issues([{ ...read, whose: 'own' }])).toEqual([
      'grants[0].actions[0]',
      'grants[0].actions[1]',
    ]);
    expect(await issues([own])).toEqual(['grants[0].actions']);
  });

  it('let nobody change what they do not let them read', async () => {
    const save: Grant = { ...GERMAN, actions: ['entry.save'] };
    const read: Grant = { ...GERMAN, actions: ['entry.read'] };
    expect(await issues([save])).toEqual(['grants[0].actions']);
    expect(await issues([{ ...save, whose: 'any' }, read])).toEqual(['grants[0].actions']);
    expect(await issues([{ ...save, locales: 'all' }, read])).toEqual(['grants[0].actions']);
    expect(await issues([save, { ...read, whose: 'any', collections: 'all' }])).toEqual([]);
  });

  it('have a name of their own', async () => {
    for (const name of ['', ' \u200b ', 'Editor', 'x'.repeat(61), 'two\nlines'])
      expect(await issues([GERMAN], name)).toEqual(['name']);
    const { id } = await make([GERMAN], { name: 'Translator' });
    const taken = { code: 'role-name-taken' };
    await expect(make([GERMAN], { name: ' TRANSLATOR ' })).rejects.toMatchObject(taken);
    const other = await make([GERMAN], { name: 'Writer' });
    await expect(redefine(owner, { ...other, name: 'translator' })).rejects.toMatchObject(taken);
    await redefine(owner, { id, name: 'translator', grants: [GERMAN] });
  });

  it('are given by a change and by an invite, and taken again', async () => {
    const { id, name } = await make([GERMAN]);
    const someone = await add('viewer');
    const change = { ...call, actor: owner, id: someone.userId };
    expect(await changeRole(test.database, { ...change, role: id })).toMatchObject({
      role: id,
      roleName: name,
    });
    expect(await roleNow(someone)).toEqual({ id, name, grants: [GERMAN] });
    expect(await listAudit(test.database.db, { subject: `user:${someone.userId}`, limit: 1 })).toMatchObject([
      { action: 'user.change-role', details: { from: 'viewer', to: id } },
    ]);
    await changeRole(test.database, { ...change, role: 'author' });
    expect(await roleNow(someone)).toBe('author');
    expect(await invite(owner, id)).toMatchObject({ role: id, roleName: name });
    const token = await mailedToken(test.database);
    const acceptance = { token, name: 'Ada', password: 'a good pass phrase', client: CLIENT };
    const { user } = await acceptInvite(test.database, { ...call, ...acceptance });
    expect(user).toMatchObject({ role: id, roleName: name });
    for (const role of ['poet', newId()]) {
      const refused = { code: 'invalid-input', details: { issues: [{ path: 'role' }] } };
      await expect(changeRole(test.database, { ...change, role })).rejects.toMatchObject(refused);
      await expect(invite(owner, role)).rejects.toMatchObject(refused);
    }
  });

  it('make a viewer of their bearer, for a program that does not know of them', async () => {
    const { id, name } = await make([GERMAN]);
    const { userId } = await add({ id, name, grants: [GERMAN] });
    const row = test.database.db.selectFrom('user').select('role').where('id', '=', userId);
    expect(await row.executeTakeFirst()).toEqual({ role: 'viewer' });
  });

  it('allow nothing once they are gone', async () => {
    const gone = await add({ id: newId(), name: 'Gone', grants: [EVERYTHING] });
    expect(await roleNow(gone)).toMatchObject({ grants: [] });
  });

  it('are not deleted as long as anybody has them, or is invited to them', async () => {
    const role = await make([GERMAN]);
    const [user, invited] = [await add({ ...role }), await invite(owner, role.id)];
    const remove = () => deleteRole(test.database, { ...call, actor: owner, id: role.id });
    const holder = { id: user.userId, name: `User ${user.userId}` };
    const invites = [{ id: invited.id, email: invited.email }];
    await expect(remove()).rejects.toMatchObject(inUse([holder], invites));
    await expect(remove()).rejects.toThrow(`User ${user.userId}, ${invited.email} (invited) have it`);
    await changeRole(test.database, { ...call, actor: owner, id: user.userId, role: 'viewer' });
    await expect(remove()).rejects.toMatchObject(inUse([], invites));
    await withdrawInvite(test.database, { ...call, actor: owner, id: invited.id });
    await remove();
    await expect(remove()).rejects.toMatchObject({ code: 'role-not-found' });
  });

  it('stay when the content model loses what they name, and say so', async () => {
    const grants: Grant[] = [{ ...GERMAN, collections: ['posts', 'pages'] }];
    const { id, name } = await make(grants);
    const role = (await list(SMALLER)).find((found) => found.id === id);
    expect(role?.grants).toEqual(grants);
    expect(role?.problems.map(({ path }) => path)).toEqual([
      'grants[0].collections[0]',
      'grants[0].locales[0]',
    ]);
    // They can be changed without losing it, and name nothing else that there is not.
    const smaller = { ...call, model: SMALLER, actor: owner, id };
    const more: Grant[] = [...grants, { ...GERMAN, actions: ['entry.read'], collections: 'all' }];
    await redefineRole(test.database, { ...smaller, settings: { name, grants: more } });
    const other: Grant[] = [{ ...GERMAN, collections: ['poems'] }];
    await expect(
      redefineRole(test.database, { ...smaller, settings: { name, grants: other } }),
    ).rejects.toMatchObject({ details: { issues: [{ path: 'grants[0].collections[0]' }] } });
  });

  it.each(['editor', 'author', 'contributor', 'viewer'] as const)(
    'are not seen, made, changed or deleted by a %s',
    async (who) => {
      const [actor, role] = [await add(who), await make([GERMAN])];
      const refused = { code: 'not-allowed' };
      await expect(listRoles(test.database, { actor, model: MODEL })).rejects.toMatchObject(refused);
      await expect(make([GERMAN], { actor })).rejects.toMatchObject(refused);
      await expect(redefine(actor, role)).rejects.toMatchObject(refused);
      await expect(deleteRole(test.database, { ...call, actor, id: role.id })).rejects.toMatchObject(refused);
    },
  );

  it('lift nobody above themselves: not by a new role, not by their own, not by one that is there', async () => {
    const role = await make(MANAGER, { name: 'Manager' });
    const manager = await add({ ...role });
    const wider: Grant[][] = [
      [EVERYTHING],
      [{ ...GERMAN, locales: ['de', 'en'] }],
      [{ ...GERMAN, collections: 'all' }],
      [{ ...GERMAN, actions: ['entry.read'], collections: ['pages'] }],
      [{ actions: ['audit.read'], ...SITE }],
      [...MANAGER, { ...GERMAN, locales: 'all', actions: ['entry.read'], whose: 'any' }],
    ];
    const refused = { code: 'not-allowed' };
    for (const grants of wider) {
      await expect(make(grants, { actor: manager })).rejects.toMatchObject(refused);
      await expect(redefine(manager, { ...role, grants })).rejects.toMatchObject(refused);
    }
    const high = await make([EVERYTHING], { name: 'High' });
    for (const given of ['owner', 'admin', 'editor', 'viewer', high.id]) {
      const change = { ...call, actor: manager, role: given };
      await expect(changeRole(test.database, { ...change, id: manager.userId })).rejects.toMatchObject(
        refused,
      );
      await expect(invite(manager, given)).rejects.toMatchObject(refused);
    }
    // Nor do they touch what is above them.
    await expect(redefine(manager, { ...high, grants: [GERMAN] })).rejects.toMatchObject(refused);
    await expect(deleteRole(test.database, { ...call, actor: manager, id: high.id })).rejects.toMatchObject(
      refused,
    );
    expect([await roleNow(manager), (await list()).at(-1)?.grants]).toEqual([
      { id: role.id, name: 'Manager', grants: MANAGER },
      MANAGER,
    ]);
    // What they have they give.
    const { id } = await make([GERMAN], { actor: manager });
    const someone = await add({ id, name: '', grants: [] });
    await redefine(manager, { id, name: 'Reads', grants: [{ ...GERMAN, actions: ['entry.read'] }] });
    expect(await roleNow(someone)).toMatchObject({ name: 'Reads' });
  });

  it('are asked for what they are by then, and not by when the request began', async () => {
    const role = await make(MANAGER);
    const manager = await add({ ...role });
    const grant: Grant = { ...GERMAN, locales: ['de'], whose: 'any' };
    const smaller = MANAGER.map((mine) =>
      mine.whose === 'any' && mine.collections !== 'all' ? GERMAN : mine,
    );
    await redefine(owner, { ...role, grants: smaller });
    await expect(make([grant], { actor: manager })).rejects.toMatchObject({ code: 'not-allowed' });
    await make([GERMAN], { actor: manager });
    await redefine(owner, { ...role, grants: [GERMAN] });
    await expect(make([GERMAN], { actor: manager })).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('end the invites that their bearer could not make any more', async () => {
    const role = await make(MANAGER);
    const given = await make([{ ...GERMAN, actions: ['entry.read'] }]);
    const manager = await add({ ...role });
    const open = async () => (await listInvites(test.database, { actor: owner, now: START })).length;
    await invite(owner, given.id);
    await invite(manager, given.id);
    expect(await open()).toBe(2);
    // Wider than what the manager has: the invite would give it.
    await redefine(owner, { ...given, grants: [{ ...EVERYTHING, actions: ['entry.read'] }] });
    expect(await open()).toBe(1);
    await redefine(owner, { ...given });
    await invite(manager, given.id);
    await redefine(owner, { ...role, grants: [GERMAN] });
    expect(await open()).toBe(1);
  });
});
